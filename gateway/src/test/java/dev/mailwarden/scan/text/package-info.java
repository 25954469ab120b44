/** Tests of the text of parts. */
@NullMarked
package dev.mailwarden.scan.text;

import org.jspecify.annotations.NullMarked;

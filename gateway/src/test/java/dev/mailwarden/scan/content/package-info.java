/** Tests of content filtering. */
@NullMarked
package dev.mailwarden.scan.content;

import org.jspecify.annotations.NullMarked;

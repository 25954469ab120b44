/** Tests of the antivirus module. */
@NullMarked
package dev.mailwarden.scan.antivirus;

import org.jspecify.annotations.NullMarked;

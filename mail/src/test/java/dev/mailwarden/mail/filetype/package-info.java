/** Tests of the types of files. */
@NullMarked
package dev.mailwarden.mail.filetype;

import org.jspecify.annotations.NullMarked;

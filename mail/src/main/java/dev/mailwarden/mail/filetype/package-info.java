/**
 * What a file is by its content: magic and structure, never by what its sender calls it.
 *
 * <p>{@link dev.mailwarden.mail.filetype.TypeDetector} answers; {@link
 * dev.mailwarden.mail.filetype.FileType} is the one list of all types.
 */
@NullMarked
package dev.mailwarden.mail.filetype;

import org.jspecify.annotations.NullMarked;

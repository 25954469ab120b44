/**
 * The text of parts as a reader sees it, and what is there beside it that a reader does not see.
 *
 * <p>Begin with {@link dev.mailwarden.scan.text.HtmlReader}.
 */
@NullMarked
package dev.mailwarden.scan.text;

import org.jspecify.annotations.NullMarked;

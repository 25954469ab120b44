/**
 * The module that looks for what administrators do not want in mail: expressions over sizes, names,
 * types and texts.
 */
@NullMarked
package dev.mailwarden.scan.content;

import org.jspecify.annotations.NullMarked;

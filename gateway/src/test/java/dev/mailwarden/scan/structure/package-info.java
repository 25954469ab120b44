/** Tests of structural checks. */
@NullMarked
package dev.mailwarden.scan.structure;

import org.jspecify.annotations.NullMarked;

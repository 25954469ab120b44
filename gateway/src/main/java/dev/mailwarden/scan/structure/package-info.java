/** What is wrong with how messages and what is in them are built, whatever they hold. */
@NullMarked
package dev.mailwarden.scan.structure;

import org.jspecify.annotations.NullMarked;

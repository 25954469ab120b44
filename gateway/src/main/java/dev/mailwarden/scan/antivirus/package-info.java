/**
 * The module that looks for malware. Engines do the looking, any number at once; the strictest
 * answer counts, and an engine without an answer is an error.
 */
@NullMarked
package dev.mailwarden.scan.antivirus;

import org.jspecify.annotations.NullMarked;

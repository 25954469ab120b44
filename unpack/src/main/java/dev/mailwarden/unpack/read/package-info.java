/**
 * Readers of containers. They hand over what any reader would see: where readings differ, all of
 * them, and a finding.
 */
@NullMarked
package dev.mailwarden.unpack.read;

import org.jspecify.annotations.NullMarked;

/** The one door to every benchmark and fault campaign: black box, against the packaged gateway. */
@NullMarked
package dev.mailwarden.bench;

import org.jspecify.annotations.NullMarked;

/** The machine under the measurements: processes, their CPU time, the gateway and its peer. */
@NullMarked
package dev.mailwarden.bench.machine;

import org.jspecify.annotations.NullMarked;

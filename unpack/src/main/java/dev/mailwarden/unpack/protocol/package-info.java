/**
 * What the gateway and its unpack worker say to each other over the worker's pipes. Either side
 * treats the other as hostile: every length has a limit, every order is checked, and whoever sees a
 * violation ends the conversation.
 *
 * <p>A frame is a length of four octets (of the payload alone, at most {@link
 * dev.mailwarden.unpack.protocol.Frame#MAX_PAYLOAD}), a type of one octet, and the payload. Numbers
 * are big-endian. Texts and names are a length of two octets and the octets.
 *
 * <pre>
 * worker:   READY  parts of the confinement that hold   (or REFUSED reason, and the process ends)
 * gateway:  JOB    id, format, allowance, length of the container
 *           INPUT* the container's octets, in pieces
 *           CLOSE
 * worker:   (ENTRY head, CONTENT*, END state and length | FOUND finding)*
 *           DONE   id, outcome, resource or reason, totals
 * </pre>
 *
 * <p>The worker reads a container to its end before it writes, so that neither side can wait for
 * the other. After DONE the next JOB may follow.
 */
@NullMarked
package dev.mailwarden.unpack.protocol;

import org.jspecify.annotations.NullMarked;

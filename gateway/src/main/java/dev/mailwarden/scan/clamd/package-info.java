/** The client of ClamAV's daemon: sessions of INSTREAM over TCP or a Unix socket. */
@NullMarked
package dev.mailwarden.scan.clamd;

import org.jspecify.annotations.NullMarked;

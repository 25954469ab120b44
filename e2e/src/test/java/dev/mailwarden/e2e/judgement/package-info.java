/** Mail that rules decide about, from the client to the stores and the servers inside. */
@NullMarked
package dev.mailwarden.e2e.judgement;

import org.jspecify.annotations.NullMarked;

package dev.mailwarden.mail.mime;

/** Gives what it gets. */
final class IdentityDecoder extends Decoder {

    @Override
    void feed(byte[] octets, int from, int to, Sink out) {
        out.put(octets, from, to);
    }
}

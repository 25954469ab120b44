package dev.mailwarden.mail.mime;

/** Undoes an encoding, piece by piece; how the input is cut makes no difference. */
abstract class Decoder {

    /** Takes more of the input. */
    abstract void feed(byte[] octets, int from, int to, Sink out);

    /** Says that there is no more. */
    void end(Sink out) {}

    /** Decodes all at once. */
    final byte[] decode(byte[] octets) {
        var out = new Sink();
        feed(octets, 0, octets.length, out);
        end(out);
        return out.copy();
    }
}

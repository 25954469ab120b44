package dev.mailwarden.mail.binary;

import java.io.OutputStream;
import java.util.List;

/**
 * How one binary message is made into lines, as a {@link BinarySurvey} found. Immutable; may be
 * carried out any number of times.
 */
public final class Conversion {

    private final List<Form> forms;
    private final long length;
    private final boolean changesParts;
    private final boolean eightBitBody;

    Conversion(List<Form> forms, long length, boolean changesParts, boolean eightBitBody) {
        this.forms = List.copyOf(forms);
        this.length = length;
        this.changesParts = changesParts;
        this.eightBitBody = eightBitBody;
    }

    /** Octets of the message when it is made of lines. */
    public long length() {
        return length;
    }

    /** Whether a part is changed; if none is, the message was made of lines already. */
    public boolean changesParts() {
        return changesParts;
    }

    /** Whether the body then has an octet above 127. */
    public boolean eightBitBody() {
        return eightBitBody;
    }

    /** {@return where the octets of the same message go, to come out as lines} */
    public ConversionStream into(OutputStream out) {
        return new ConversionStream(forms, out);
    }
}

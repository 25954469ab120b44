package dev.mailwarden.bench.load;

import java.nio.charset.StandardCharsets;

/** One message on its way through a session; each session has one and fills it anew. */
public final class Parcel {

    private MessageId id = new MessageId(0, 0);
    private String mail = "";
    private String rcpt = "";
    private byte[] wire = new byte[0];
    private int length;

    /** Names the message and its envelope: the arguments of MAIL and RCPT, brackets included. */
    public void address(MessageId id, String mail, String rcpt) {
        this.id = id;
        this.mail = mail;
        this.rcpt = rcpt;
    }

    /** Takes content that is in wire form already, final dot included. */
    public void content(byte[] wire, int length) {
        this.wire = wire;
        this.length = length;
    }

    /** Makes the content from a mould, reusing the array of the last message. */
    void content(Mould mould) {
        if (wire.length < mould.wireLength()) {
            wire = new byte[mould.wireLength()];
        }
        length = mould.fill(wire, id);
    }

    /** {@return the name of the message} */
    public MessageId id() {
        return id;
    }

    /** {@return octets of the content in wire form} */
    public int length() {
        return length;
    }

    byte[] wire() {
        return wire;
    }

    byte[][] commands() {
        return new byte[][] {
            line("MAIL FROM:" + mail), line("RCPT TO:" + rcpt), line("DATA"),
        };
    }

    private static byte[] line(String text) {
        return (text + "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}

package dev.mailwarden.mail.binary;

import dev.mailwarden.mail.ForeignOctets;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a binary message into lines while it passes. {@link #finish} ends the message; {@link
 * #close} does nothing, so that a message that was cut off never looks whole.
 */
@ForeignOctets
public final class ConversionStream extends OutputStream {

    private final EntityWalk walk = new EntityWalk(new Rewriting());
    private final List<Form> forms;
    private final Lines out;
    private @Nullable OutputStream encoder;

    ConversionStream(List<Form> forms, OutputStream out) {
        this.forms = forms;
        this.out = new Lines(out);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        walk.take(octets, offset, length);
    }

    /** Ends the message, with a CRLF if it has none. */
    public void finish() throws IOException {
        walk.finish();
        out.endLine();
    }

    private final class Rewriting implements EntityWalk.Visitor {

        @Override
        public void header(Entity entity) throws IOException {
            if (entity.number() >= forms.size()) {
                giveUp("it has more parts");
            }
            Form form = forms.get(entity.number());
            out.write(form == Form.KEEP ? entity.headerOctets() : entity.headerSaying(form));
            if (form == Form.BASE64) {
                encoder = Base64.getMimeEncoder().wrap(out);
            }
        }

        @Override
        public void body(Entity leaf, byte[] octets, int length) throws IOException {
            OutputStream to = encoder == null ? out : encoder;
            to.write(octets, 0, length);
        }

        @Override
        public void frame(byte[] octets, int length) throws IOException {
            out.write(octets, 0, length);
        }

        @Override
        public void ended(Entity entity, Optional<Entity> parent, boolean cut) throws IOException {
            OutputStream encoded = encoder;
            encoder = null;
            if (encoded != null) {
                encoded.close();
            }
        }

        @Override
        public void doubt(String why) {
            // The survey weighed it.
        }

        @Override
        public void giveUp(String why) throws IOException {
            throw new IOException("not the message that was surveyed: " + why);
        }
    }

    /** Knows whether the last line has ended. The end of an encoded part does not close it. */
    private static final class Lines extends FilterOutputStream {

        private static final byte[] CRLF = {'\r', '\n'};

        private byte last;
        private byte lastButOne;

        Lines(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int octet) throws IOException {
            lastButOne = last;
            last = (byte) octet;
            out.write(octet);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            if (length > 0) {
                lastButOne = length > 1 ? octets[offset + length - 2] : last;
                last = octets[offset + length - 1];
                out.write(octets, offset, length);
            }
        }

        @Override
        public void close() {
            // The message goes on.
        }

        void endLine() throws IOException {
            if (last != '\n' || lastButOne != '\r') {
                out.write(CRLF);
            }
        }
    }
}

package dev.mailwarden.mail.binary;

import dev.mailwarden.mail.ForeignOctets;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a binary message (RFC 3030 §3) and finds out what has to be changed so that it is made of
 * lines. The rules:
 *
 * <ul>
 *   <li>A part that says {@code binary} gets what its octets need: {@code 7bit} if they are lines
 *       of ASCII, otherwise {@code base64}.
 *   <li>A part that says {@code 7bit}, {@code 8bit} or nothing, and has NUL, bare CR or bare LF,
 *       gets {@code base64}.
 *   <li>A multipart or message that says {@code binary} gets {@code 7bit} or {@code 8bit}: no other
 *       encoding is allowed there (RFC 2045 §6.4).
 *   <li>All else stays as it is, octet for octet.
 *   <li>Within multipart/signed and multipart/encrypted nothing is changed (RFC 1847 §2.1).
 *   <li>Nothing is guessed: where readers might disagree about what the parts are, nothing is
 *       changed.
 * </ul>
 *
 * A message that would need a change against the last two is refused; one that needs none is
 * convertible whatever else is wrong with it. For one message and one thread.
 */
@ForeignOctets
public final class BinarySurvey extends OutputStream {

    private final EntityWalk walk = new EntityWalk(new Findings());
    private final List<Form> forms = new ArrayList<>();

    private @Nullable String doubt;
    private @Nullable String refusal;
    private boolean changes;
    private boolean eightBitBody;
    private long octets;
    private long growth;
    private byte last;
    private byte lastButOne;
    private boolean endsEncoded;

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] piece, int offset, int length) throws IOException {
        octets += length;
        if (length > 0) {
            lastButOne = length > 1 ? piece[offset + length - 2] : last;
            last = piece[offset + length - 1];
        }
        if (refusal == null) {
            walk.take(piece, offset, length);
        }
    }

    /** {@return what was found, once all octets have been written} */
    public Verdict finish() throws IOException {
        if (refusal == null) {
            walk.finish();
        }
        if (refusal != null) {
            return new Verdict.Refused(refusal);
        }
        if (changes && doubt != null) {
            return new Verdict.Refused(doubt);
        }
        boolean ended = !endsEncoded && last == '\n' && lastButOne == '\r';
        long length = octets + growth + (ended ? 0 : 2);
        return new Verdict.Convertible(new Conversion(forms, length, changes, eightBitBody));
    }

    private final class Findings implements EntityWalk.Visitor {

        @Override
        public void header(Entity entity) {
            forms.add(Form.KEEP);
            endsEncoded = false;
        }

        @Override
        public void body(Entity leaf, byte[] octets, int length) {
            leaf.bodyOctets += length;
        }

        @Override
        public void frame(byte[] octets, int length) {
            endsEncoded = false;
        }

        @Override
        public void ended(Entity entity, Optional<Entity> parent, boolean cut) {
            Form form = entity.kind() == Entity.Kind.LEAF ? leaf(entity, cut) : composite(entity);
            if (form != Form.KEEP) {
                change(entity, form);
            }
            boolean eightBit = entity.eightBit && form != Form.BASE64;
            if (parent.isPresent()) {
                parent.get().eightBit |= eightBit || entity.hasEightBitHeader();
            } else {
                eightBitBody = eightBit;
            }
        }

        @Override
        public void doubt(String why) {
            if (doubt == null) {
                doubt = why;
            }
        }

        @Override
        public void giveUp(String why) {
            if (refusal == null) {
                refusal = why;
            }
        }

        private Form leaf(Entity leaf, boolean cut) {
            return switch (leaf.label()) {
                case BINARY -> binary(leaf, !leaf.unclean && !leaf.longLine && !cut);
                case LINES -> leaf.unclean ? binary(leaf, false) : Form.KEEP;
                case ENCODED, UNKNOWN -> {
                    if (leaf.unclean) {
                        giveUp("a part in an encoding of its own has NULs or bare line ends");
                    }
                    yield Form.KEEP;
                }
            };
        }

        /** RFC 2045 §6.4: what is of type message may not be encoded. */
        private Form binary(Entity leaf, boolean lines) {
            if (lines && !leaf.eightBit) {
                return Form.SEVEN_BIT;
            }
            if (!leaf.type().isMessage()) {
                return Form.BASE64;
            }
            if (!lines) {
                giveUp("a " + leaf.type().name() + " is not made of lines");
            }
            return Form.EIGHT_BIT;
        }

        private Form composite(Entity entity) {
            if (entity.label() != Label.BINARY) {
                return Form.KEEP;
            }
            return entity.eightBit ? Form.EIGHT_BIT : Form.SEVEN_BIT;
        }

        private void change(Entity entity, Form form) {
            changes = true;
            if (entity.isSealed()) {
                giveUp("a part that is signed or encrypted would have to be changed");
            }
            if (!entity.hasWholeHeader()) {
                giveUp("the header of a part has no end");
            }
            forms.set(entity.number(), form);
            growth += form.field().length - entity.labelOctets();
            growth += form.length(entity.bodyOctets) - entity.bodyOctets;
            endsEncoded |= form == Form.BASE64 && entity.bodyOctets > 0;
        }
    }
}

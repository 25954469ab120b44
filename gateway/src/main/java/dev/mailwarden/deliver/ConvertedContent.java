package dev.mailwarden.deliver;

import dev.mailwarden.mail.binary.Conversion;
import dev.mailwarden.mail.binary.ConversionStream;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import java.io.IOException;
import java.io.OutputStream;

/** A binary message as it is for a hop without BINARYMIME: made of lines while it is read. */
final class ConvertedContent implements Content {

    private final Content binary;
    private final Conversion conversion;

    ConvertedContent(Content binary, Conversion conversion) {
        this.binary = binary;
        this.conversion = conversion;
    }

    /** Whether parts are encoded anew; if not, it was made of lines already. */
    boolean changesParts() {
        return conversion.changesParts();
    }

    @Override
    public long length() {
        return conversion.length();
    }

    /** Leading dots and long lines may have gone with what was encoded. */
    @Override
    public ContentFacts facts() {
        ContentFacts facts = binary.facts();
        return new ContentFacts(
                facts.leadingDots(),
                facts.eightBitHeader(),
                conversion.eightBitBody(),
                facts.longLines(),
                facts.normalizedLineEnds());
    }

    @Override
    @SuppressWarnings("resource") // closing it would do nothing
    public void writeTo(OutputStream out) throws IOException {
        ConversionStream lines = conversion.into(out);
        binary.writeTo(lines);
        lines.finish();
    }
}

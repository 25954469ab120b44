package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.mime.Ambiguity;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.Part;
import dev.mailwarden.mail.mime.Range;
import dev.mailwarden.mail.mime.TransferEncoding;
import dev.mailwarden.mail.mime.View;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One text of a message while something is put into it. The body is written anew only where it has
 * to be: in base64, in another charset or encoding. For one thread.
 */
final class TextBody {

    /** Octets of a body that is changed in memory; a larger one is left alone. */
    static final int MAX_BODY = 16 << 20;

    private static final byte[] LINE_END = {'\r', '\n'};
    private static final String PGP = "-----BEGIN PGP ";

    private final Part part;
    private final byte[] headerOctets;

    /** The body as it is written. */
    private final byte[] written;

    /** The body decoded. */
    private final byte[] octets;

    private final boolean endsLine;
    private final String label;
    private final boolean html;

    /** The text as octets that stand for themselves where they are ASCII. */
    private final String latin;

    private TextBody(Part part, byte[] octets) throws IOException {
        this.part = part;
        this.headerOctets = part.source().copy(part.headerRange());
        this.written = part.source().copy(part.bodyRange());
        this.endsLine = written.length > 0 && written[written.length - 1] == '\n';
        this.octets = octets;
        this.label = part.contentType().parameter("charset").orElse("").strip();
        this.html = part.mediaType().equals("text/html");
        this.latin = new String(octets, StandardCharsets.ISO_8859_1);
    }

    /**
     * {@return what to replace so that a text stands above and another below; empty if it cannot be
     * put in, or must not because the body is signed or encrypted}
     *
     * @param top nothing if there is none
     */
    static Optional<List<Splice>> put(
            Part part, Optional<Notice> top, Optional<Notice> bottom, Budget budget)
            throws IOException {
        if (part.bodyRange().length() > MAX_BODY
                || !part.header().isComplete() // its type or encoding may stand in the rest
                || !isKnown(part.encoding())
                || isReadDifferently(part)) {
            return Optional.empty();
        }
        try (InputStream in = part.body(budget)) {
            var body = new TextBody(part, in.readAllBytes());
            return body.isPgp() ? Optional.empty() : body.put(top, bottom);
        }
    }

    private static boolean isKnown(TransferEncoding encoding) {
        return switch (encoding) {
            case IDENTITY, BASE64, QUOTED_PRINTABLE -> true;
            case UUENCODE, BINHEX, YENC -> false;
        };
    }

    /** Whether writing it anew would take from some readers what they see behind base64. */
    private static boolean isReadDifferently(Part part) {
        return part.encoding() == TransferEncoding.BASE64
                && part.views().stream().anyMatch(view -> view.view() == View.OTHER_ENCODING);
    }

    private boolean isPgp() {
        return latin.startsWith(PGP) || latin.contains("\n" + PGP);
    }

    private Optional<List<Splice>> put(Optional<Notice> top, Optional<Notice> bottom)
            throws IOException {
        Optional<Charset> charset = charset();
        if (charset.filter(TextBody::isWide).isPresent() || isOutlandish()) {
            return charset.flatMap(known -> rewritten(known, top, bottom));
        }
        Optional<List<Splice>> insertions = insertions(charset, top, bottom);
        if (insertions.isEmpty()) {
            return charset.flatMap(known -> rewritten(known, top, bottom));
        }
        return spliced(insertions.orElseThrow());
    }

    // --- places, as splices of the decoded body

    private Optional<List<Splice>> insertions(
            Optional<Charset> charset, Optional<Notice> top, Optional<Notice> bottom) {
        if (html) {
            return HtmlPlaces.in(latin).map(places -> htmlInsertions(places, top, bottom));
        }
        boolean ascii =
                top.map(Notice::text).filter(text -> !FieldText.isAscii(text)).isEmpty()
                        && bottom.map(Notice::text)
                                .filter(text -> !FieldText.isAscii(text))
                                .isEmpty();
        if (!ascii && charset.filter(known -> canEncode(known, top, bottom)).isEmpty()) {
            return Optional.empty();
        }
        Charset used = ascii ? StandardCharsets.US_ASCII : charset.orElseThrow();
        List<Splice> made = new ArrayList<>();
        top.ifPresent(notice -> made.add(Splice.insertion(mark(), above(notice).getBytes(used))));
        bottom.ifPresent(notice ->
                made.add(Splice.insertion(octets.length, below(notice, latin).getBytes(used))));
        return Optional.of(made);
    }

    private List<Splice> htmlInsertions(
            HtmlPlaces places, Optional<Notice> top, Optional<Notice> bottom) {
        List<Splice> made = new ArrayList<>();
        top.ifPresent(notice ->
                made.add(Splice.insertion(Math.max(mark(), places.top()), fragment(notice))));
        bottom.ifPresent(notice -> made.add(Splice.insertion(places.bottom(), fragment(notice))));
        return made;
    }

    private byte[] fragment(Notice notice) {
        return ("\n" + notice.asciiHtml() + "\n")
                .replace("\r\n", "\n")
                .replace("\n", lineEnd())
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean canEncode(
            Charset charset, Optional<Notice> top, Optional<Notice> bottom) {
        return charset.canEncode()
                && top.filter(notice -> !charset.newEncoder().canEncode(notice.text())).isEmpty()
                && bottom.filter(notice -> !charset.newEncoder().canEncode(notice.text()))
                        .isEmpty();
    }

    /** Behind a byte order mark. */
    private int mark() {
        return latin.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
    }

    private String above(Notice notice) {
        return lines(notice) + lineEnd() + lineEnd();
    }

    /** Begins with an empty line, which ends a flowed paragraph too. */
    private String below(Notice notice, String before) {
        boolean ended = before.isEmpty() || before.endsWith("\n");
        String start = before.isEmpty() ? "" : ended ? lineEnd() : lineEnd() + lineEnd();
        return start + lines(notice) + (ended ? lineEnd() : "");
    }

    private String lines(Notice notice) {
        String format = part.contentType().parameter("format").orElse("");
        String text = format.equalsIgnoreCase("flowed") ? notice.fixedLines() : notice.text();
        return text.replace("\n", lineEnd());
    }

    private String lineEnd() {
        int feed = latin.indexOf('\n');
        boolean bare = feed == 0 || (feed > 0 && latin.charAt(feed - 1) != '\r');
        return bare ? "\n" : "\r\n";
    }

    // --- charsets

    /** The charset by its name; US-ASCII if none is named, empty if nobody knows it. */
    private Optional<Charset> charset() {
        if (label.isEmpty()) {
            return Optional.of(StandardCharsets.US_ASCII);
        }
        try {
            return Optional.of(Charset.forName(label));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return Optional.empty();
        }
    }

    /** Charsets in which octets below 128 are not always ASCII. */
    private static boolean isWide(Charset charset) {
        String name = charset.name().toUpperCase(Locale.ROOT);
        return name.startsWith("UTF-16")
                || name.startsWith("UTF-32")
                || name.startsWith("X-UTF")
                || name.startsWith("ISO-2022")
                || name.startsWith("X-ISO-2022")
                || name.startsWith("X-WINDOWS-ISO2022")
                || name.startsWith("X-WINDOWS-5022")
                || name.startsWith("IBM")
                || name.startsWith("X-IBM")
                || name.startsWith("X-JIS");
    }

    /** The same for those that this machine does not know. */
    private boolean isOutlandish() {
        String name = label.toLowerCase(Locale.ROOT);
        return name.contains("utf-7") || name.contains("utf7") || name.startsWith("hz");
    }

    /** The text decoded and written again, in its charset or else in UTF-8. */
    private Optional<List<Splice>> rewritten(
            Charset charset, Optional<Notice> top, Optional<Notice> bottom) {
        return decoded(charset)
                .flatMap(text -> withNotices(text, top, bottom))
                .flatMap(text -> {
                    boolean keeps = charset.canEncode() && charset.newEncoder().canEncode(text);
                    if (keeps && isWide(charset)) {
                        return recoded(text.getBytes(charset), Optional.empty());
                    }
                    return isReadAlike(charset)
                            ? recoded(text.getBytes(StandardCharsets.UTF_8), Optional.of("utf-8"))
                            : Optional.empty();
                });
    }

    /**
     * Whether all programs make the same characters of a charset. Of those of East Asia they do
     * not: a dash of ISO-2022-JP is U+2014 here and U+2015 elsewhere.
     */
    private static boolean isReadAlike(Charset charset) {
        String name = charset.name().toUpperCase(Locale.ROOT);
        return name.startsWith("UTF-")
                || name.startsWith("X-UTF")
                || (charset.canEncode() && charset.newEncoder().maxBytesPerChar() == 1);
    }

    private Optional<String> decoded(Charset charset) {
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
            return Optional.of(text);
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private Optional<String> withNotices(
            String text, Optional<Notice> top, Optional<Notice> bottom) {
        int start = text.startsWith("\ufeff") ? 1 : 0;
        if (!html) {
            String above = top.map(this::above).orElse("");
            String below = bottom.map(notice -> below(notice, text)).orElse("");
            return Optional.of(text.substring(0, start) + above + text.substring(start) + below);
        }
        return HtmlPlaces.in(text)
                .map(places -> {
                    int at = Math.max(start, places.top());
                    return text.substring(0, at)
                            + top.map(notice -> "\r\n" + notice.html() + "\r\n").orElse("")
                            + text.substring(at, places.bottom())
                            + bottom.map(notice -> "\r\n" + notice.html() + "\r\n").orElse("")
                            + text.substring(places.bottom());
                });
    }

    // --- encodings

    private Optional<List<Splice>> spliced(List<Splice> insertions) throws IOException {
        byte[] changed = changed(insertions);
        return switch (part.encoding()) {
            case IDENTITY ->
                    isFitAsItIs(insertions, changed)
                            ? Optional.of(inMessage(insertions))
                            : recoded(changed, Optional.empty());
            case QUOTED_PRINTABLE -> quotedPrintable(insertions, changed);
            case BASE64, UUENCODE, BINHEX, YENC ->
                    Optional.of(List.of(Splice.of(part.bodyRange(), base64(changed, endsLine))));
        };
    }

    /** Splices of the body as it is written, as splices of the message. */
    private List<Splice> inMessage(List<Splice> insertions) {
        long start = part.bodyRange().start();
        return insertions.stream()
                .map(one -> Splice.insertion(start + one.range().start(), one.replacement()))
                .toList();
    }

    private byte[] changed(List<Splice> insertions) throws IOException {
        Octets changed = Splices.of(insertions).over(Octets.of(octets));
        return changed.copy(new Range(0, changed.length()));
    }

    /** Whether nothing about the body has to be declared otherwise, and no line is a delimiter. */
    private boolean isFitAsItIs(List<Splice> insertions, byte[] changed) {
        boolean eightBit =
                insertions.stream().anyMatch(one -> !Notice.isSevenBit(one.replacement()));
        boolean declared = part.header().first("Content-Transfer-Encoding").isPresent();
        String encoding =
                part.header()
                        .first("Content-Transfer-Encoding")
                        .map(field -> field.value().toLowerCase(Locale.ROOT))
                        .orElse("");
        boolean allowed =
                (declared && (encoding.startsWith("8bit") || encoding.startsWith("binary")))
                        || !Notice.isSevenBit(octets);
        boolean longer = Notice.hasLongLine(changed) && !Notice.hasLongLine(octets);
        return (!eightBit || allowed) && !longer && !hasDelimiter(insertions);
    }

    private boolean hasDelimiter(List<Splice> insertions) {
        if (insertions.stream().noneMatch(one -> Notice.hasDashes(one.replacement()))) {
            return false;
        }
        Optional<Part> around = part.parent();
        while (around.isPresent()) {
            Optional<String> boundary = around.get().contentType().parameter("boundary");
            for (Splice insertion : insertions) {
                String text =
                        "\n" + new String(insertion.replacement(), StandardCharsets.ISO_8859_1);
                if (boundary.filter(name -> text.contains("\n--" + name)).isPresent()) {
                    return true;
                }
            }
            around = around.get().parent();
        }
        return false;
    }

    /** The same encoded text with ours between; written anew if readers could then differ. */
    private Optional<List<Splice>> quotedPrintable(List<Splice> insertions, byte[] changed)
            throws IOException {
        List<Splice> within = new ArrayList<>();
        for (Splice insertion : insertions) {
            int at = (int) QuotedPrintableText.encodedOffset(written, insertion.range().start());
            String before = at == 0 || written[at - 1] == '\n' ? "" : "=\r\n";
            byte[] encoded = QuotedPrintableText.encode(insertion.replacement());
            boolean ended = encoded.length > 0 && encoded[encoded.length - 1] == '\n';
            String after = at == written.length || ended ? "" : "=\r\n";
            var octetsOfIt = new ByteArrayOutputStream();
            octetsOfIt.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
            octetsOfIt.writeBytes(encoded);
            octetsOfIt.writeBytes(after.getBytes(StandardCharsets.US_ASCII));
            within.add(Splice.insertion(at, octetsOfIt.toByteArray()));
        }
        Octets result = Splices.of(within).over(Octets.of(written));
        byte[] spliced = result.copy(new Range(0, result.length()));
        byte[] decoded = TransferEncoding.QUOTED_PRINTABLE.decode(spliced);
        if (!Arrays.equals(decoded, changed)) {
            return recoded(changed, Optional.empty());
        }
        return Optional.of(inMessage(within));
    }

    /**
     * The whole body in another encoding, its header saying so; not where readers differ about the
     * encoding that it has, since some would then read otherwise what they read before.
     */
    private Optional<List<Splice>> recoded(byte[] changed, Optional<String> charset) {
        if (part.ambiguities().contains(Ambiguity.QUOTED_PRINTABLE_ODD)) {
            return Optional.empty();
        }
        boolean base64 = !isMostlyAscii(changed);
        byte[] body = base64 ? base64(changed, endsLine) : QuotedPrintableText.encode(changed);
        return Optional.of(
                List.of(
                        Splice.of(part.headerRange(), header(base64, charset)),
                        Splice.of(part.bodyRange(), body)));
    }

    private byte[] header(boolean base64, Optional<String> charset) {
        var header = new HeaderText(headerOctets);
        header.delete("Content-Transfer-Encoding");
        charset.ifPresent(name -> {
            String type = withCharset(name);
            header.delete("Content-Type");
            header.append(type);
        });
        header.append(
                "Content-Transfer-Encoding: " + (base64 ? "base64" : "quoted-printable") + "\r\n");
        return header.octets();
    }

    /** The type with the parameters it has, and another charset. */
    private String withCharset(String charset) {
        var type = new StringBuilder("Content-Type: " + part.mediaType() + "; charset=" + charset);
        part.contentType().parameters().stream()
                .filter(parameter -> !parameter.name().startsWith("charset"))
                .filter(parameter -> parameter.name().matches("[a-z0-9*-]+"))
                .filter(parameter -> parameter.value().matches("[ -~&&[^\"\\\\]]*"))
                .forEach(parameter ->
                        type.append(";\r\n ")
                                .append(parameter.name())
                                .append("=\"")
                                .append(parameter.value())
                                .append('"'));
        return type.append("\r\n").toString();
    }

    private static boolean isMostlyAscii(byte[] octets) {
        int others = 0;
        for (byte octet : octets) {
            others += octet <= 0 ? 1 : 0;
        }
        return others < octets.length / 4;
    }

    private static byte[] base64(byte[] octets, boolean lineEnd) {
        byte[] encoded = Base64.getMimeEncoder(76, LINE_END).encode(octets);
        if (!lineEnd) {
            return encoded;
        }
        byte[] ended = Arrays.copyOf(encoded, encoded.length + 2);
        System.arraycopy(LINE_END, 0, ended, encoded.length, 2);
        return ended;
    }
}

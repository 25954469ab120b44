package dev.mailwarden.mail.mime;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the header of a part says about its body.
 *
 * @param types all values of Content-Type that some reader may see; the first counts
 * @param encodings all values of Content-Transfer-Encoding, likewise
 * @param names of the file
 */
record PartHeader(
        HeaderBlock fields,
        FieldValue type,
        String mediaType,
        FieldValue disposition,
        EncodingName encodingName,
        List<String> types,
        List<String> encodings,
        FileNames names,
        HeaderFacts facts) {

    static final PartHeader NONE = of(new byte[0], FieldValue.NONE);

    /**
     * Reads the octets of a header.
     *
     * @param defaultType what the part is without Content-Type
     */
    static PartHeader of(byte[] octets, FieldValue defaultType) {
        HeaderBlock fields = HeaderBlock.read(octets);
        HeaderFacts facts = HeaderFacts.of(octets, fields);
        List<String> types = values(fields, facts, octets, "Content-Type");
        List<String> encodings = values(fields, facts, octets, "Content-Transfer-Encoding");
        List<String> dispositions = values(fields, facts, octets, "Content-Disposition");
        FieldValue type = types.isEmpty() ? defaultType : FieldValue.of(types.getFirst());
        FieldValue disposition =
                dispositions.isEmpty() ? FieldValue.NONE : FieldValue.of(dispositions.getFirst());
        Set<String> named = new LinkedHashSet<>(dispositions);
        named.addAll(types);
        return new PartHeader(
                fields,
                type,
                isType(type.head()) ? type.head() : "text/plain",
                disposition,
                EncodingName.of(encodings),
                types,
                encodings,
                FileNames.in(
                        disposition, type, named, types.size() <= 1 && dispositions.size() <= 1),
                facts);
    }

    /** The header that a file in the text of a part would have. */
    static PartHeader ofFile(String name) {
        return new PartHeader(
                NONE.fields,
                NONE.type,
                "application/octet-stream",
                FieldValue.NONE,
                NONE.encodingName,
                List.of(),
                List.of(),
                FileNames.of(name),
                NONE.facts);
    }

    /** {@return the same header once its encoding is undone} */
    PartHeader decoded() {
        return new PartHeader(
                fields,
                type,
                mediaType,
                disposition,
                NONE.encodingName,
                types,
                List.of(),
                names,
                facts);
    }

    TransferEncoding encoding() {
        return encodingName.encoding();
    }

    /** {@return the same header with another type} */
    PartHeader withType(FieldValue other) {
        return new PartHeader(
                fields,
                other,
                isType(other.head()) ? other.head() : "text/plain",
                disposition,
                encodingName,
                types,
                encodings,
                names,
                facts);
    }

    boolean isMultipart() {
        return mediaType.startsWith("multipart/");
    }

    boolean isMessage() {
        return mediaType.equals("message/rfc822") || mediaType.equals("message/global");
    }

    private static List<String> values(
            HeaderBlock fields, HeaderFacts facts, byte[] octets, String name) {
        Set<String> values = new LinkedHashSet<>();
        for (HeaderField field : fields.all(name)) {
            values.add(field.value());
        }
        if (facts.isOdd()) {
            values.addAll(LooseFields.values(octets, name));
        }
        return List.copyOf(values);
    }

    /** Whether a type may be written so (RFC 2045 §5.1). */
    static boolean isType(String head) {
        int slash = head.indexOf('/');
        return slash > 0
                && slash < head.length() - 1
                && head.indexOf('/', slash + 1) < 0
                && head.chars()
                        .allMatch(c -> c > ' ' && c < 0x7f && "()<>@,;:\\\"[]?=".indexOf(c) < 0);
    }
}

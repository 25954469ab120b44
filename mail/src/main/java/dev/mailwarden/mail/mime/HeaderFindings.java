package dev.mailwarden.mail.mime;

import java.util.List;

/** Notes what the header of a part, and the octets of its body, leave open. */
final class HeaderFindings {

    /** Octets of a boundary at the most (RFC 2046 §5.1.1). */
    private static final int MAX_BOUNDARY = 70;

    /** Octets of a name that file systems take. */
    private static final int MAX_NAME = 255;

    /** Fields that may stand once at the most (RFC 5322 §3.6), and RFC 2045's. */
    private static final List<String> SINGLE =
            List.of(
                    "Date",
                    "From",
                    "Sender",
                    "Reply-To",
                    "To",
                    "Cc",
                    "Bcc",
                    "Message-ID",
                    "In-Reply-To",
                    "References",
                    "Subject",
                    "MIME-Version");

    private final Part part;
    private final PartHeader header;

    private HeaderFindings(Part part) {
        this.part = part;
        this.header = part.partHeader();
    }

    static void note(Part part) {
        var findings = new HeaderFindings(part);
        findings.header.facts().ambiguities().forEach(part::note);
        findings.header.encodingName().ambiguities().forEach(part::note);
        findings.type();
        findings.names();
        findings.body();
        if (part.view() == View.DECLARED && findings.isMessage()) {
            findings.message();
        }
    }

    private void note(boolean is, Ambiguity ambiguity) {
        if (is) {
            part.note(ambiguity);
        }
    }

    /** Whether the header is that of a message and not of a part. */
    private boolean isMessage() {
        return part.parent().map(parent -> parent.partHeader().isMessage()).orElse(true);
    }

    private void type() {
        note(header.types().size() > 1, Ambiguity.TYPE_TWICE);
        note(
                !header.types().isEmpty() && !PartHeader.isType(header.type().head()),
                Ambiguity.TYPE_ODD);
        switch (part.mediaType()) {
            case "message/partial" -> part.note(Ambiguity.PARTIAL_MESSAGE);
            case "message/external-body" -> part.note(Ambiguity.EXTERNAL_BODY);
            default -> {}
        }
        if (header.isMultipart()) {
            boundary();
            note(!part.encoding().isIdentity(), Ambiguity.ENCODING_ON_MULTIPART);
        }
    }

    private void boundary() {
        List<Parameter> given =
                header.type().parameters().stream()
                        .filter(parameter -> parameter.base().equals("boundary"))
                        .toList();
        long whole = given.stream().filter(parameter -> parameter.section() < 1).count();
        String boundary = header.type().parameter("boundary").orElse("");
        note(boundary.isEmpty(), Ambiguity.BOUNDARY_MISSING);
        note(whole > 1, Ambiguity.BOUNDARY_TWICE);
        note(
                boundary.contains("=?")
                        || given.stream().anyMatch(parameter -> parameter.name().indexOf('*') > 0),
                Ambiguity.BOUNDARY_ENCODED);
        note(!boundary.equals(boundary.stripTrailing()), Ambiguity.BOUNDARY_ENDS_IN_BLANK);
        note(boundary.length() > MAX_BOUNDARY, Ambiguity.BOUNDARY_LONG);
        note(header.type().odd(), Ambiguity.BOUNDARY_ODD);
    }

    private void names() {
        note(header.fields().count("Content-Disposition") > 1, Ambiguity.DISPOSITION_TWICE);
        note(part.names().size() > 1, Ambiguity.NAMES_DIFFER);
        note(part.names().stream().anyMatch(name -> name.contains("=?")), Ambiguity.NAME_ENCODED);
        note(part.names().stream().anyMatch(name -> name.length() > MAX_NAME), Ambiguity.NAME_LONG);
    }

    private void body() {
        note(part.has(LineFacts.LONG_LINE), Ambiguity.LINE_LONG);
        note(part.has(LineFacts.CRLF) && part.has(LineFacts.BARE_FEED), Ambiguity.LINE_ENDS_MIXED);
        note(part.has(LineFacts.BARE_RETURN), Ambiguity.BARE_RETURN);
        note(part.has(LineFacts.NUL), Ambiguity.NUL);
        boolean binary =
                header.encodings().stream()
                        .map(String::strip)
                        .anyMatch(name ->
                                name.equalsIgnoreCase("8bit") || name.equalsIgnoreCase("binary"));
        note(part.has(LineFacts.EIGHT_BIT) && !binary, Ambiguity.EIGHT_BIT);
    }

    private void message() {
        HeaderBlock fields = header.fields();
        for (String name : SINGLE) {
            note(fields.count(name) > 1, Ambiguity.FIELD_TWICE);
        }
        note(fields.count("From") == 0, Ambiguity.FROM_MISSING);
        note(
                fields.all("From").stream().anyMatch(from -> isList(from.value())),
                Ambiguity.FROM_SEVERAL);
    }

    /** Whether a comma stands outside of quotes, comments and angle brackets. */
    private static boolean isList(String from) {
        boolean quoted = false;
        int depth = 0;
        for (int i = 0; i < from.length(); i++) {
            char c = from.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '(' || c == '<')) {
                depth++;
            } else if (!quoted && (c == ')' || c == '>')) {
                depth--;
            } else if (c == ',' && !quoted && depth <= 0 && i < from.stripTrailing().length() - 1) {
                return true;
            }
        }
        return false;
    }
}

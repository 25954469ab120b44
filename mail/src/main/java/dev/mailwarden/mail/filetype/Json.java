package dev.mailwarden.mail.filetype;

/** Whether text begins as JSON does (RFC 8259 §2). */
final class Json {

    private static final int LOOKED_AT = 512;

    private Json() {}

    /** {@return whether brackets, names and values come in an order that JSON has} */
    static boolean looksLike(String text) {
        int end = Math.min(text.length(), LOOKED_AT);
        int at = 0;
        boolean any = false;
        while (at < end) {
            char c = text.charAt(at);
            if (c == '"') {
                at = closing(text, at + 1);
                any = true;
            } else if (Character.isLetter(c)) {
                int word = word(text, at);
                if (word == 0) {
                    return false;
                }
                at += word;
                any = true;
            } else if ("{}[]:,+-.0123456789 \t\r\n".indexOf(c) >= 0) {
                any |= (c >= '0' && c <= '9') || c == '}' || c == ']';
                at++;
            } else {
                return false;
            }
        }
        return any;
    }

    private static int closing(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private static int word(String text, int at) {
        for (String word : new String[] {"true", "false", "null", "e"}) {
            if (text.startsWith(word, at)) {
                return word.length();
            }
        }
        return 0;
    }
}

package dev.mailwarden.scan.text;

/** Text that is put together from pieces: white space becomes one blank, blocks become lines. */
final class TextLines {

    private final StringBuilder text = new StringBuilder();
    private boolean blank;
    private boolean invisible;

    /** Adds words, without the characters that nobody sees. */
    void add(String words) {
        for (int i = 0; i < words.length(); ) {
            int character = words.codePointAt(i);
            i += Character.charCount(character);
            if (Character.isWhitespace(character) || character == 0xa0) {
                blank = true;
            } else if (isInvisible(character)) {
                invisible |= !joins(character);
            } else {
                put(character);
            }
        }
    }

    private void put(int character) {
        if (blank && !text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append(' ');
        }
        blank = false;
        text.appendCodePoint(character);
    }

    /** Ends the line, if it is not empty. */
    void endLine() {
        blank = false;
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
    }

    void space() {
        blank = true;
    }

    /** {@return whether characters were left out that a reader does not see} */
    boolean hadInvisible() {
        return invisible;
    }

    int length() {
        return text.length();
    }

    /** {@return what was added from that place on, without the white space around} */
    String from(int start) {
        return text.substring(Math.min(start, text.length())).strip();
    }

    @Override
    public String toString() {
        return text.toString().strip();
    }

    /** The joiner and the non-joiner have their place in Persian, in Hindi and in emoji. */
    private boolean joins(int character) {
        return (character == 0x200c || character == 0x200d)
                && !text.isEmpty()
                && text.charAt(text.length() - 1) > 0x7f;
    }

    /** Default ignorable characters of Unicode, and blanks that are letters by class. */
    private static boolean isInvisible(int character) {
        if (character < 0x80) {
            return character < ' ' || character == 0x7f;
        }
        return switch (character) {
            case 0xad,
                    0x34f,
                    0x61c,
                    0x115f,
                    0x1160,
                    0x17b4,
                    0x17b5,
                    0x2800,
                    0x3164,
                    0xfeff,
                    0xffa0 ->
                    true;
            default ->
                    (character >= 0x180b && character <= 0x180f)
                            || (character >= 0x200b && character <= 0x200f)
                            || (character >= 0x202a && character <= 0x202e)
                            || (character >= 0x2060 && character <= 0x206f)
                            || (character >= 0xfe00 && character <= 0xfe0f)
                            || (character >= 0xe0000 && character <= 0xe0fff);
        };
    }
}

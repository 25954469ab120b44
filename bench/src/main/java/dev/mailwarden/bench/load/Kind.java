package dev.mailwarden.bench.load;

import java.util.List;

/**
 * A kind of mail that is measured.
 *
 * <p>Mixed follows the sizes of ordinary business mail: half are short texts, a third has HTML, one
 * in seven a picture or a small document, one in twenty an attachment of half a megabyte; about 42
 * KiB on average.
 */
public enum Kind {
    /** Every message 4 KiB. */
    KIB4("4 KiB"),
    /** Every message 64 KiB. */
    KIB64("64 KiB"),
    /** 50 % 4 KiB, 30 % 16 KiB, 15 % 64 KiB, 5 % 512 KiB. */
    MIXED("mixed"),
    /** For crashes: short ones, so that many are in flight. */
    SHORT("2 KiB"),
    /** For crashes: a third above 256 KiB, which the gateway keeps outside its log. */
    BLOBS("2 and 320 KiB"),
    /** For mixing up: 0.5 to 3 MiB. */
    LARGE("0.5 to 3 MiB");

    private final String title;

    Kind(String title) {
        this.title = title;
    }

    /**
     * Part of a kind.
     *
     * @param percent of the messages
     * @param kibibytes of each of them
     */
    record Share(int percent, int kibibytes) {}

    /** As it stands in tables. */
    public String title() {
        return title;
    }

    /** {@return the parts, 100 % together} */
    List<Share> shares() {
        return switch (this) {
            case KIB4 -> List.of(new Share(100, 4));
            case KIB64 -> List.of(new Share(100, 64));
            case MIXED ->
                    List.of(
                            new Share(50, 4),
                            new Share(30, 16),
                            new Share(15, 64),
                            new Share(5, 512));
            case SHORT -> List.of(new Share(100, 2));
            case BLOBS -> List.of(new Share(67, 2), new Share(33, 320));
            case LARGE ->
                    List.of(
                            new Share(40, 512),
                            new Share(30, 1024),
                            new Share(20, 2048),
                            new Share(10, 3072));
        };
    }
}

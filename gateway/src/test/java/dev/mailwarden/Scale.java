package dev.mailwarden;

/**
 * How much a test does: enough in every build, all that is asked for with {@code ./test --full}.
 */
public final class Scale {

    private static final boolean FULL = Boolean.getBoolean("mailwarden.full");

    private Scale() {}

    /** {@return one of two sizes} */
    public static int of(int everyBuild, int full) {
        return FULL ? full : everyBuild;
    }
}

package dev.mailwarden.bench.load;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** Messages of one kind until a number is reached or the time is up. */
public final class LoadSupply implements Supply {

    private final Moulds moulds;
    private final int domains;
    private final long count;
    private final long deadlineNanos;
    private final RandomGenerator random = MessageId.source();
    private long made;

    /**
     * Plans a supply.
     *
     * @param domains how many recipient domains are addressed in turn
     * @param count after which there are no more
     * @param deadlineNanos {@link System#nanoTime} after which there are no more
     */
    public LoadSupply(Kind kind, int domains, long count, long deadlineNanos) {
        this.moulds = new Moulds(kind);
        this.domains = domains;
        this.count = count;
        this.deadlineNanos = deadlineNanos;
    }

    @Override
    public boolean next(Parcel parcel) {
        if (made >= count || System.nanoTime() - deadlineNanos >= 0) {
            return false;
        }
        Mould mould = moulds.pick(random);
        parcel.address(
                MessageId.next(random),
                "<sender@bench.example> SIZE=" + mould.messageLength(),
                "<recipient@" + domain((int) (made % domains)) + ">");
        parcel.content(mould);
        made++;
        return true;
    }

    /** {@return the recipient domain with a number} */
    public static String domain(int number) {
        return String.format(Locale.ROOT, "d%04d.example", number);
    }
}

package dev.mailwarden.pipeline;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A threshold with hysteresis: passed at its limit, and left only a tenth below it, so that a level
 * at the limit does not flutter. Each change is logged once. Safe for any number of threads.
 */
final class Watermark {

    private static final Logger LOG = LoggerFactory.getLogger(Watermark.class);

    /** A limit is left when it is undercut by one part of so many. */
    private static final int RELIEF = 10;

    private final String what;
    private boolean passed;

    /**
     * @param what is measured, for the log
     */
    Watermark(String what) {
        this.what = what;
    }

    /**
     * Notes the level now.
     *
     * @return whether the limit is passed
     */
    synchronized boolean isPassed(long level, long limit) {
        boolean now = level >= (passed ? limit - limit / RELIEF : limit);
        if (now != passed) {
            passed = now;
            LOG.warn(
                    now
                            ? "overload: {}; new mail is answered 4xx"
                            : "the overload is over: {}; mail is taken again",
                    what);
        }
        return now;
    }
}

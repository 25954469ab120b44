package dev.mailwarden.bench.campaign;

/** One benchmark or fault campaign behind {@code bench/run}. */
public interface Campaign {

    /**
     * Does all of it.
     *
     * @throws Exception when it could not do what it promises; nothing was shown then
     */
    Result run(Place place) throws Exception;
}

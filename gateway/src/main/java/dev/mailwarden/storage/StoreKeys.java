package dev.mailwarden.storage;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.SecretKey;

/** The keys of one store, in clear. For the memory only, and for this package. */
final class StoreKeys {

    private final NavigableMap<Integer, SecretKey> byNumber;

    StoreKeys(NavigableMap<Integer, SecretKey> byNumber) {
        this.byNumber = Collections.unmodifiableNavigableMap(new TreeMap<>(byNumber));
    }

    /** {@return the number of the key that writes} */
    int newest() {
        return byNumber.lastKey();
    }

    Optional<SecretKey> key(int number) {
        return Optional.ofNullable(byNumber.get(number));
    }
}

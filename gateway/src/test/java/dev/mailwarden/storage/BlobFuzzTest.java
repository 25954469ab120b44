package dev.mailwarden.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.Fuzzes;
import dev.mailwarden.storage.StorageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of a store of bodies that rotted, or that somebody put there. */
@Fuzzes(BlobReader.class)
class BlobFuzzTest {

    @MethodSource("files")
    @FuzzTest
    void nothingButWhatWasWrittenIsEverRead(byte[] file) throws IOException {
        try (BlobReader reader = new BlobReader(new ByteArrayInputStream(file), keys(), "name")) {
            assertThat(reader.readAllBytes()).isNull(); // nobody but us can write a sound one
        } catch (StorageException e) {
            assertThat(e.reason()).isEqualTo(Reason.DAMAGED);
        }
    }

    private static StoreKeys keys() {
        TreeMap<Integer, SecretKey> keys = new TreeMap<>();
        keys.put(1, new SecretKeySpec(new byte[32], "AES"));
        return new StoreKeys(keys);
    }

    static Stream<byte[]> files() {
        byte[] header = new BlobFormat.Header(1, new byte[BlobFormat.SALT_OCTETS]).write().array();
        byte[] long1 = java.util.Arrays.copyOf(header, 1_000);
        byte[] other = header.clone();
        other[11] = 2;
        return List.of(
                new byte[0],
                header,
                long1,
                other,
                "MWBLOB01".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .stream();
    }
}

package dev.mailwarden.scan.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.mailwarden.scan.unpack.Opening.Cause;
import dev.mailwarden.scan.unpack.Opening.Failed;
import dev.mailwarden.unpack.protocol.Allowance;
import dev.mailwarden.unpack.protocol.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that are no workers, from their first word on. */
@Timeout(60)
class BrokenWorkersTest {

    @TempDir Path directory;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "it ends, exit 3, ENGINE_DOWN",
        "it talks of other things, cat /dev/zero, ENGINE_DOWN",
        "it announces 4 GB, printf '\\377\\377\\377\\377\\101'; cat, ENGINE_DOWN",
        "it refuses, printf '\\0\\0\\0\\004\\102\\0\\002no'; cat, ENGINE_DOWN",
        "it says nothing, exec sleep 60, TIMEOUT",
        "it dies at work, printf '\\0\\0\\0\\003\\101\\0\\001x'; head -c 10 >/dev/null, INTERNAL",
        "it lies, printf '\\0\\0\\0\\003\\101\\0\\001x\\0\\0\\0\\001\\104x'; cat, INTERNAL",
        "it never answers, printf '\\0\\0\\0\\003\\101\\0\\001x'; cat >/dev/null, TIMEOUT"
    })
    void noneOfThemIsEverAnAnswer(String what, String script, Cause cause) throws IOException {
        Path program = directory.resolve("worker");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        try (var unpackers =
                Workers.start(Workers.program(program), directory.resolve("unpacked"), 1)) {
            Opening opening =
                    Workers.open(
                            unpackers,
                            Format.ZIP,
                            new byte[100],
                            Allowance.DEFAULT,
                            Duration.ofSeconds(5));
            assertThat(opening)
                    .as(what)
                    .asInstanceOf(type(Failed.class))
                    .extracting(Failed::cause)
                    .isEqualTo(cause);
            assertThat(unpackers.state().failed()).isEqualTo(1);
        }
    }
}

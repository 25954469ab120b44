package dev.mailwarden.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.directory.AccountFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class UsersCommandTest {

    @TempDir private Path directory;

    private final StringWriter said = new StringWriter();

    private int users(String password, String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(List.of("--data", directory.toString()));
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream((password + "\n").getBytes(StandardCharsets.UTF_8)));
        try {
            return new CommandLine(new UsersCommand(new Random(1)))
                    .setOut(new PrintWriter(said, true))
                    .setErr(new PrintWriter(said, true))
                    .execute(command.toArray(String[]::new));
        } finally {
            System.setIn(before);
        }
    }

    private boolean hasScram(String name) throws IOException {
        return new AccountFile(directory).read().get(name).scram().isPresent();
    }

    @Test
    void aNewPasswordKeepsWhatTheAccountHadForScram() throws IOException {
        assertThat(users("correct horse", "add", "--scram", "ann")).isZero();
        assertThat(users("correct horse", "add", "bob")).isZero();
        assertThat(users("battery staple", "password", "ann")).isZero();
        assertThat(users("battery staple", "password", "bob")).isZero();
        assertThat(hasScram("ann")).isTrue();
        assertThat(hasScram("bob")).isFalse();
        assertThat(users("battery staple", "password", "--scram", "bob")).isZero();
        assertThat(hasScram("bob")).isTrue();
    }

    /** Soft hyphens are dropped when a password is prepared (RFC 4013 §2.1). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "too short",
                "a\u00ad\u00ad\u00ad\u00ad\u00ad\u00ad\u00ad\u00ad\u00ad\u00ad\u00ad\u00ad"
            })
    void aPasswordIsLongEnoughOnceItIsPrepared(String password) throws IOException {
        assertThat(users(password, "add", "ann")).isNotZero();
        assertThat(said.toString()).contains("needs at least 12 characters");
        assertThat(new AccountFile(directory).read()).isEmpty();
    }
}

package dev.mailwarden.mail.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailwarden.mail.mime.Part;
import dev.mailwarden.mail.mime.Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures that OpenSSL made are still good for OpenSSL when a text was added. */
class SignedMailTest {

    @TempDir Path directory;

    @Test
    void aSignatureStaysGoodBesideANote() throws Exception {
        signedMessageKeepsItsSignature(List.of());
    }

    @Test
    void anOpaqueSignatureStaysGoodBesideANote() throws Exception {
        signedMessageKeepsItsSignature(List.of("-nodetach"));
    }

    private void signedMessageKeepsItsSignature(List<String> options) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "no OpenSSL");
        openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=signer",
                "-keyout",
                "key",
                "-out",
                "certificate",
                "-days",
                "2");
        Files.writeString(directory.resolve("text"), "Dear all,\r\n\r\nsigned.\r\n");
        var sign =
                new ArrayList<>(
                        List.of(
                                "smime",
                                "-sign",
                                "-text",
                                "-crlfeol",
                                "-in",
                                "text",
                                "-signer",
                                "certificate",
                                "-inkey",
                                "key",
                                "-subject",
                                "signed",
                                "-out",
                                "signed"));
        sign.addAll(options);
        openssl(sign.toArray(String[]::new));
        String lines = Altering.latin(Files.readAllBytes(directory.resolve("signed")));
        byte[] message = Altering.crlf(lines.replace("\r\n", "\n"));
        byte[] after =
                Altering.octets(
                        message,
                        change -> {
                            change.addText("Caution.", "", true);
                            change.addText("Disclaimer.", "<b>Disclaimer.</b>", false);
                            change.tagSubject("[Spam]");
                        });
        Part signed = Altering.part(after, "1.2");
        Range range = signed.range();
        Files.write(directory.resolve("inner"), signed.source().copy(range));
        openssl("smime", "-verify", "-noverify", "-in", "inner", "-out", "verified");
        assertThat(Files.readString(directory.resolve("verified"))).contains("signed.");
        assertThat(Altering.part(after, "1").children()).hasSize(3);
    }

    private void openssl(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("/usr/bin/openssl"));
        command.addAll(List.of(arguments));
        Path said = directory.resolve("said");
        int code =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start()
                        .waitFor();
        assertThat(code).as(Files.readString(said)).isZero();
    }
}

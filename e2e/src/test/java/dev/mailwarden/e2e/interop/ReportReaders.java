package dev.mailwarden.e2e.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mailwarden.e2e.fixture.InnerMail;
import dev.mailwarden.e2e.fixture.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** What other people's programs read in a report of delivery. */
final class ReportReaders {

    private static final String MAILMAN =
            """
            import sys, email
            from flufl.bounce import all_failures
            temporary, permanent = all_failures(email.message_from_binary_file(open(sys.argv[1], 'rb')))
            print(' '.join(sorted(a.decode() for a in permanent)) + '|' + ' '.join(a.decode() for a in temporary))
            """;

    private static final String BOUNCE_PARSER =
            """
            local $/; open my $in, '<', $ARGV[0]; my $b = Mail::DeliveryStatus::BounceParser->new(<$in>);
            for my $r ($b->reports) { my $s = $r->get('Status'); my $e = $r->get('email'); my $why = $r->get('std_reason') // '';
              chomp($s, $e, $why); print join('|', $b->is_bounce ? 1 : 0, $e, $s, $why), "\\n"; }
            """;

    private ReportReaders() {}

    /**
     * {@return recipients who failed for good and for now, as Mailman's flufl.bounce finds them}
     */
    static String mailman(InnerMail report) throws Exception {
        Run.needs("python3");
        requireModule("/usr/bin/python3", "-c", "import flufl.bounce");
        return read(report, "/usr/bin/python3", "-c", MAILMAN);
    }

    /**
     * {@return whether it is a bounce, recipient, status and reason, as Perl's BounceParser says}
     */
    static String bounceParser(InnerMail report) throws Exception {
        Run.needs("perl");
        requireModule("perl", "-MMail::DeliveryStatus::BounceParser", "-e", "1");
        return read(report, "perl", "-MMail::DeliveryStatus::BounceParser", "-e", BOUNCE_PARSER);
    }

    private static String read(InnerMail report, String... reader) throws Exception {
        Path file = Files.createTempFile("report", ".eml");
        try {
            Files.write(file, report.content().getBytes(ISO_8859_1));
            var command = new ArrayList<>(List.of(reader));
            command.add(file.toString());
            return Run.toTheEnd(command.toArray(String[]::new)).orFail().strip();
        } finally {
            Files.delete(file);
        }
    }

    private static void requireModule(String... command) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                Run.toTheEnd(command).code() == 0,
                () ->
                        "needs what `%s` asks for; packaging/install-test-packages installs it"
                                .formatted(String.join(" ", command)));
    }
}

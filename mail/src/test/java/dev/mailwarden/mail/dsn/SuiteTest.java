package dev.mailwarden.mail.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.SharedData;
import dev.mailwarden.mail.TarArchive;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** 610 real bounces, and messages that look like some, are read correctly. */
class SuiteTest {

    private static final Duration MEAN = Duration.ofMillis(50);

    private static List<SuiteTruth> truth = List.of();
    private static List<SuiteTruth> read = List.of();

    @BeforeAll
    static void readAll() throws IOException {
        Map<String, byte[]> files =
                TarArchive.read(SharedData.require("suites").resolve("dsn.tar.gz"));
        truth = SuiteTruth.all();
        assertThat(files).hasSameSizeAs(truth);
        var readings = new ArrayList<SuiteTruth>();
        long start = System.nanoTime();
        for (SuiteTruth row : truth) {
            byte[] message = files.get("dsn/" + row.file());
            assertThat(message).as(row.file()).isNotNull();
            readings.add(row.as(ReportReader.read(message)));
        }
        Duration each = Duration.ofNanos(System.nanoTime() - start).dividedBy(truth.size());
        read = readings;
        System.out.printf(
                "messages=%d right: kind=%d recipients=%d actions=%d statuses=%d each_us=%d%n",
                truth.size(),
                right(SuiteTruth::kind),
                right(SuiteTruth::recipients),
                right(SuiteTruth::actions),
                right(SuiteTruth::statuses),
                each.toNanos() / 1_000);
        assertThat(each).isLessThan(MEAN);
    }

    private static int right(Function<SuiteTruth, ?> field) {
        return truth.size() - wrong(_ -> true, field).size();
    }

    @Test
    void reportsAreToldFromOtherMessages() {
        assertThat(wrong(_ -> true, SuiteTruth::kind)).isEmpty();
    }

    @Test
    void theStatusPartIsReadWithoutMistake() {
        Predicate<SuiteTruth> withPart = row -> row.evidence().equals("dsn-part");
        assertThat(truth.stream().filter(withPart)).hasSize(353);
        assertThat(wrong(withPart, row -> row)).isEmpty();
    }

    @Test
    void theTextsOfOtherSystemsAreReadToo() {
        Predicate<SuiteTruth> text = row -> row.evidence().equals("by-eye");
        assertThat(wrong(text, SuiteTruth::recipients)).isEmpty();
        assertThat(wrong(text, SuiteTruth::actions)).isEmpty();
        assertThat(wrong(text, SuiteTruth::statuses)).isEmpty();
    }

    /** {@return the files for which something was read that is not said} */
    private static List<String> wrong(Predicate<SuiteTruth> rows, Function<SuiteTruth, ?> field) {
        var wrong = new ArrayList<String>();
        for (int i = 0; i < truth.size(); i++) {
            boolean same = field.apply(truth.get(i)).equals(field.apply(read.get(i)));
            if (rows.test(truth.get(i)) && !same) {
                wrong.add(truth.get(i).file());
            }
        }
        return wrong;
    }
}

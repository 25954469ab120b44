package dev.mailwarden.e2e.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.Load;
import dev.mailwarden.e2e.fixture.Manners;
import dev.mailwarden.e2e.fixture.Run;
import dev.mailwarden.e2e.fixture.Scale;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that are full, slow or broken. */
class DiskIT {

    private static final Duration ARRIVAL = Duration.ofMinutes(2);

    /** After there is room again; CI machines may be four times slower than a quiet one. */
    private static final Duration RECOVERY = Duration.ofSeconds(Scale.of(20, 5));

    /** Less goes out than comes in, and a change of the next hop is noticed soon. */
    private static final GatewayConfig SLOW =
            GatewayConfig.standard()
                    .with(
                            """
                            settings:
                              delivery: {connections-per-route: 2, messages-per-connection: 5}
                            """);

    @TempDir private Path directory;

    private final List<Path> mounts = new ArrayList<>();

    @AfterEach
    void unmount() throws Exception {
        for (Path mount : mounts) {
            Run.toTheEnd("umount", "--lazy", mount.toString());
        }
    }

    /** A file system of its own in a file. */
    private Path volume(int mebibytes, String... options) throws Exception {
        Run.needsRoot();
        Run.needs("mkfs.ext4", "losetup", "mount");
        Path image = directory.resolve("image");
        Path mount = Files.createDirectory(directory.resolve("mount"));
        Run.toTheEnd("truncate", "-s", mebibytes + "M", image.toString()).orFail();
        var make = new ArrayList<>(List.of("mkfs.ext4", "-q", "-m", "0"));
        make.addAll(List.of(options));
        make.add(image.toString());
        Run.toTheEnd(make.toArray(String[]::new)).orFail();
        Run.toTheEnd("mount", "-o", "loop", image.toString(), mount.toString()).orFail();
        mounts.add(mount);
        return mount;
    }

    /**
     * D-12: a volume too small for what comes; 4xx, nothing lost, and room again by delivery. Four
     * segments of the smallest size, the journal, rows of the stores and blobs share it; what is
     * kept free is a quarter.
     */
    @Test
    void aFullDiskRefusesAndRecovers() throws Exception {
        Path data = Files.createDirectory(volume(96).resolve("data"));
        Path home = Files.createDirectory(directory.resolve("home"));
        try (Site site = Site.start(home, data, SLOW, "", List.of())) {
            site.innerServer(Manners.MODERN.pausing(Duration.ofSeconds(1)));
            try (Load load = Load.start(site, 64, "user@ours.example", 1_000_000, 600)) {
                load.awaitEnd();
                assertThat(load.acknowledged()).hasSizeGreaterThan(10);
                assertThat(load.refusals())
                        .isNotEmpty()
                        .allMatch(answer -> answer.startsWith("452") || answer.startsWith("451"));
                site.innerServer(Manners.MODERN);
                Accounts.assertNothingLost(load, site, ARRIVAL);
            }
            Await.until(RECOVERY, () -> "taken again", () -> accepts(site));
        }
    }

    /** D-13: the same with blocks enough but no inodes for blobs, with a reserve and with none. */
    @ParameterizedTest(name = "{0} kept free")
    @ValueSource(ints = {0, 10})
    void aDiskWithoutInodesRefusesAndRecovers(int reserve) throws Exception {
        Path data = Files.createDirectory(volume(1_000, "-N", "48").resolve("data"));
        Path home = Files.createDirectory(directory.resolve("home"));
        var config = SLOW.with("settings: {overload: {free-inodes: " + reserve + "}}");
        try (Site site = Site.start(home, data, config, "", List.of())) {
            site.innerServer(Manners.MODERN.pausing(Duration.ofSeconds(1)));
            try (Load load = Load.start(site, 8, "user@ours.example", 1_500_000, 150)) {
                load.awaitEnd();
                assertThat(load.refusals()).isNotEmpty().allMatch(answer -> answer.startsWith("4"));
                site.innerServer(Manners.MODERN);
                Accounts.assertNothingLost(load, site, ARRIVAL);
            }
            Await.until(RECOVERY, () -> "taken again", () -> accepts(site));
        }
    }

    /**
     * D-14: one sync stalls for five seconds: whoever waits for it waits so long, nobody longer.
     */
    @Test
    void aStalledSyncDelaysAnswersOnly() throws Exception {
        try (Site site = underStrace("fdatasync:delay_enter=5000000:when=20")) {
            try (Load load = Load.start(site, 16, "user@ours.example", 4_000, 600)) {
                load.awaitEnd();
                assertThat(load.acknowledged()).hasSize(600);
                assertThat(load.refusals()).isEmpty();
                assertThat(load.slowestSeconds()).isBetween(4.9, 5 + Scale.of(5_000, 500) / 1e3);
                Accounts.assertNothingLost(load, site, ARRIVAL);
            }
        }
    }

    /** The same for every sync: slow answers, but shared, so that senders do not queue up. */
    @Test
    void aSlowDiskSlowsAnswersOnly() throws Exception {
        try (Site site = underStrace("fdatasync,fsync:delay_enter=500000")) {
            try (Load load = Load.start(site, 8, "user@ours.example", 4_000, 64)) {
                load.awaitEnd();
                assertThat(load.acknowledged()).hasSize(64);
                assertThat(load.slowestSeconds()).isBetween(0.4, 20.0);
                Accounts.assertNothingLost(load, site, ARRIVAL);
            }
        }
    }

    /** D-07: syncs fail for a while: those messages get 451, none of them is promised. */
    @Test
    void aFailedSyncIsNeverSuccess() throws Exception {
        try (Site site = underStrace("fdatasync:error=EIO:when=20..21")) {
            try (Load load = Load.start(site, 4, "user@ours.example", 4_000, 300)) {
                load.awaitEnd();
                assertThat(load.refusals()).allMatch(answer -> answer.startsWith("4"));
                assertThat(load.acknowledged()).isNotEmpty();
                if (!site.gateway().isAlive()) {
                    site.restart(); // no healthy volume: the supervisor starts it again
                }
                Accounts.assertNothingLost(load, site, ARRIVAL);
            }
        }
    }

    /** Starts a gateway whose system calls are tampered with, counted for each thread. */
    private Site underStrace(String injection) throws Exception {
        Run.needs("strace");
        String calls = injection.substring(0, injection.indexOf(':'));
        List<String> strace =
                List.of(
                        "strace",
                        "-f",
                        "-qq",
                        "-o",
                        "/dev/null",
                        "-e",
                        "trace=" + calls,
                        "-e",
                        "inject=" + injection);
        return Site.start(directory, GatewayConfig.standard(), "", strace);
    }

    private static boolean accepts(Site site) {
        try {
            byte[] message = "Subject: again\r\n\r\n".getBytes(US_ASCII);
            return site.send("sender@client.example", "user@ours.example", message)
                    .startsWith("250");
        } catch (IOException e) {
            return false;
        }
    }
}

package dev.mailwarden.unpack;

import dev.mailwarden.unpack.protocol.Allowance;
import dev.mailwarden.unpack.protocol.Format;
import dev.mailwarden.unpack.protocol.ReplyCodec;
import dev.mailwarden.unpack.protocol.Request;
import dev.mailwarden.unpack.protocol.RequestCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Runs everything once on samples of our own, before rights are given up: afterwards no file can be
 * opened, so every archive of classes has to be open and every library loaded.
 */
final class WarmUp {

    private static final int ROUNDS = 20;

    private static final String CLASS = ".class";

    private WarmUp() {}

    static void run(LongSupplier cpuNanos) throws IOException {
        openClassPath();
        loadOwnClasses();
        for (int i = 0; i < ROUNDS; i++) {
            open(Format.ZIP, zip(), cpuNanos);
            open(Format.ZIP, deflate64(), cpuNanos);
            open(Format.TAR, tar(), cpuNanos);
            open(Format.GZIP, gzip(), cpuNanos);
            open(Format.GZIP, new byte[0], cpuNanos);
        }
    }

    /** The search for what is nowhere opens every archive on the class path. */
    private static void openClassPath() {
        if (WarmUp.class.getResource("/nowhere") != null) {
            throw new IllegalStateException("there is something called nowhere");
        }
    }

    /** Also those that are needed only when something goes wrong. */
    private static void loadOwnClasses() throws IOException {
        Path home =
                Path.of(WarmUp.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        if (Files.isDirectory(home)) {
            try (Stream<Path> files = Files.walk(home)) {
                files.map(file -> home.relativize(file).toString()).forEach(WarmUp::load);
            }
        } else {
            try (JarFile jar = new JarFile(home.toFile())) {
                jar.stream().map(JarEntry::getName).forEach(WarmUp::load);
            }
        }
    }

    private static void load(String file) {
        if (file.endsWith(CLASS) && !file.contains("-info")) {
            String name = file.substring(0, file.length() - CLASS.length()).replace('/', '.');
            try {
                Class.forName(name);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(name + " cannot be loaded", e);
            }
        }
    }

    private static void open(Format format, byte[] octets, LongSupplier cpuNanos)
            throws IOException {
        var sent = new ByteArrayOutputStream();
        var request = new Request.Job(0, format, Allowance.DEFAULT, octets.length);
        RequestCodec.write(new DataOutputStream(sent), request);
        RequestCodec.read(reading(sent));
        var out = new ByteArrayOutputStream();
        new Job(request, new DataOutputStream(out), cpuNanos).run(MemorySegment.ofArray(octets));
        DataInputStream replies = reading(out);
        while (ReplyCodec.read(replies).isPresent()) {
            // each kind of reply once
        }
    }

    private static DataInputStream reading(ByteArrayOutputStream octets) {
        return new DataInputStream(new ByteArrayInputStream(octets.toByteArray()));
    }

    /** With a damaged entry behind, in DOS letters. */
    private static byte[] zip() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out, Charset.forName("IBM437"))) {
            zip.putNextEntry(new ZipEntry("caf\u00e9/../a.txt"));
            zip.write("content content content".getBytes(StandardCharsets.US_ASCII));
            zip.putNextEntry(new ZipEntry("A.TXT"));
        }
        out.write(new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8});
        out.write(new byte[] {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 'n', -1, -1, -1});
        return out.toByteArray();
    }

    /** A local header alone; its content is one letter, in a block with the fixed codes. */
    private static byte[] deflate64() {
        byte[] archive = new byte[34];
        put(archive, 0, "PK\u0003\u0004");
        archive[8] = 9;
        archive[18] = 3;
        archive[22] = 1;
        archive[26] = 1;
        put(archive, 30, "nK\u0004");
        return archive;
    }

    private static byte[] gzip() throws IOException {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < 2; i++) {
            try (var gzip = new GZIPOutputStream(out)) {
                gzip.write("content".getBytes(StandardCharsets.US_ASCII));
            }
        }
        return out.toByteArray();
    }

    /** A header with an extended one before it. */
    private static byte[] tar() {
        byte[] archive = new byte[10_240];
        tarHeader(archive, 0, "PaxHeader", 'x', "11 path=a\u00e9\n".length() + 1);
        put(archive, 512, "11 path=a\u00e9\n");
        tarHeader(archive, 1_024, "a", '0', 3);
        put(archive, 1_536, "abc");
        tarHeader(archive, 2_048, "a", 'S', 0);
        return archive;
    }

    private static void tarHeader(byte[] archive, int at, String name, char type, int size) {
        put(archive, at, name);
        put(archive, at + 124, "%011o".formatted(size));
        put(archive, at + 148, "        ");
        archive[at + 156] = (byte) type;
        put(archive, at + 257, "ustar");
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += archive[at + i] & 0xff;
        }
        put(archive, at + 148, "%06o".formatted(sum));
    }

    private static void put(byte[] archive, int at, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(octets, 0, archive, at, octets.length);
    }
}

package dev.mailwarden.mail.filetype;

import static dev.mailwarden.mail.filetype.Certainty.CERTAIN;
import static dev.mailwarden.mail.filetype.Certainty.GUESS;
import static dev.mailwarden.mail.filetype.Certainty.LIKELY;

import java.util.Arrays;

/**
 * Types that begin behind the first octet, because their readers look for them there: PDF, archives
 * behind a program or a picture, pages and scripts in anything.
 */
final class Embedded {

    /** Where readers of PDF stop to look for a header. */
    private static final int PDF_WITHIN = 1024;

    /** Octets that are searched for archives; readers of RAR go on for a MiB and more. */
    private static final int ARCHIVE_WITHIN = 64 * 1024;

    private Embedded() {}

    static void look(Sample sample, Candidates found) {
        pdf(sample, found);
        if (!sample.isText()) {
            active(sample, found);
            archives(sample, found);
        }
    }

    private static void pdf(Sample sample, Candidates found) {
        int at = Octet.indexOf(sample.head(), "%PDF-", PDF_WITHIN);
        if (at == 0) {
            found.add(FileType.PDF, CERTAIN);
        } else if (at > 0 && (lineOfText(sample, at) || blankBefore(sample.head(), at))) {
            found.add(FileType.PDF, LIKELY);
        } else if (at > 0) {
            found.addEmbedded(FileType.PDF, LIKELY);
        }
    }

    private static boolean lineOfText(Sample sample, int at) {
        byte before = sample.head()[at - 1];
        return sample.isText() && (before == '\n' || before == '\r');
    }

    private static boolean blankBefore(byte[] head, int end) {
        for (int i = 0; i < end; i++) {
            boolean mark = i < 3 && (head[i] & 0xff) >= 0xbb;
            if ((head[i] < 0 || head[i] > ' ') && !mark) {
                return false;
            }
        }
        return true;
    }

    /** An archive where a self-extracting program would keep it. */
    static void archiveAt(Sample sample, long at, Candidates found) {
        if (sample.has(at, "Rar!\u001a\u0007\u0001")) {
            found.addEmbedded(FileType.RAR5, CERTAIN);
        } else if (sample.has(at, "Rar!\u001a\u0007")) {
            found.addEmbedded(FileType.RAR, CERTAIN);
        } else if (sample.has(at, "7z\u00bc\u00af'\u001c")) {
            found.addEmbedded(FileType.SEVEN_ZIP, CERTAIN);
        } else if (sample.has(at, "MSCF\0\0\0\0")) {
            found.addEmbedded(FileType.CAB, CERTAIN);
        } else if (sample.has(at + 7, "**ACE**")) {
            found.addEmbedded(FileType.ACE, CERTAIN);
        }
    }

    /** How far to go on behind an octet that is not the last of the six of RAR or 7-Zip. */
    private static final byte[] SKIP = skips("Rar!\u001a\u0007", "7z\u00bc\u00af'\u001c");

    private static byte[] skips(String... marks) {
        byte[] skips = new byte[0x100];
        Arrays.fill(skips, (byte) 6);
        for (String mark : marks) {
            for (int i = 0; i < 6; i++) {
                skips[mark.charAt(i)] = (byte) Math.min(skips[mark.charAt(i)], 5 - i);
            }
        }
        return skips;
    }

    private static void archives(Sample sample, Candidates found) {
        long length = Math.min(sample.size(), ARCHIVE_WITHIN);
        byte[] octets = length <= sample.head().length ? sample.head() : sample.range(0, length);
        int at = 5;
        while (at < octets.length) {
            int skip = SKIP[octets[at] & 0xff];
            if (skip == 0) {
                archiveAt(sample, at - 5L, at > 5, octets, found);
                skip = 1;
            }
            at += skip;
        }
    }

    private static void archiveAt(
            Sample sample, long at, boolean inside, byte[] octets, Candidates found) {
        byte first = octets[(int) at];
        if (inside && (first == 'R' || first == '7')) {
            archiveAt(sample, at, found);
        }
    }

    /** Pages and scripts in what is not text: what a browser or a server would take from it. */
    private static void active(Sample sample, Candidates found) {
        byte[] head = sample.head();
        for (int i = 0; i < head.length - 4; i++) {
            if (head[i] == '<') {
                tag(head, i, found);
            }
        }
        boolean script =
                (sample.has(0, "GIF8") || sample.has(0, "BM"))
                        && (comment(sample, 6) || comment(sample, 2));
        if (script || sample.has(0, "\u00ff\u00d8\u00ff\u00e0/*")) {
            found.addEmbedded(FileType.JAVASCRIPT, GUESS);
        }
    }

    private static boolean comment(Sample sample, int at) {
        return sample.has(at, "/*") || sample.has(at, "=");
    }

    private static void tag(byte[] head, int at, Candidates found) {
        switch (head[at + 1] | 0x20) {
            case 's' -> {
                if (word(head, at, "<script") || word(head, at, "<svg ")) {
                    found.addEmbedded(FileType.HTML, GUESS);
                }
            }
            case 'h', 'b', 'i' -> {
                if (word(head, at, "<html")
                        || word(head, at, "<body")
                        || word(head, at, "<iframe")) {
                    found.addEmbedded(FileType.HTML, GUESS);
                }
                if (word(head, at, "<hta:application")) {
                    found.addEmbedded(FileType.HTA, GUESS);
                }
            }
            case '?' -> {
                if (word(head, at, "<?php") || word(head, at, "<?=")) {
                    found.addEmbedded(FileType.PHP, GUESS);
                }
            }
            default -> {}
        }
    }

    private static boolean word(byte[] head, int at, String lowerCase) {
        if (at + lowerCase.length() > head.length) {
            return false;
        }
        for (int i = 1; i < lowerCase.length(); i++) {
            int octet = head[at + i];
            int lower = octet >= 'A' && octet <= 'Z' ? octet + 0x20 : octet;
            if (lower != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}

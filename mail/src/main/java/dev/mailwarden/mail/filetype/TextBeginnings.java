package dev.mailwarden.mail.filetype;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Formats of text that have a first line, or a section, of their own. */
final class TextBeginnings {

    private record Beginning(String text, FileType type) {}

    /** In lower case, behind white space; the longer of two that begin alike stands first. */
    private static final List<Beginning> BEGINNINGS =
            List.of(
                    new Beginning("{\\rt", FileType.RTF),
                    new Beginning("%!ps-adobefont", FileType.TYPE1),
                    new Beginning("%!fonttype", FileType.TYPE1),
                    new Beginning("%!", FileType.POSTSCRIPT),
                    new Beginning("begin:vcard", FileType.VCARD),
                    new Beginning("begin:vcalendar", FileType.ICALENDAR),
                    new Beginning("<?php", FileType.PHP),
                    new Beginning("#@~^", FileType.ENCODED_SCRIPT),
                    new Beginning("<?=", FileType.PHP),
                    new Beginning("windows registry editor version", FileType.REGISTRY),
                    new Beginning("regedit4", FileType.REGISTRY),
                    new Beginning("#extm3u", FileType.PLAYLIST),
                    new Beginning("[playlist]", FileType.PLAYLIST),
                    new Beginning("<asx", FileType.PLAYLIST),
                    new Beginning("webvtt", FileType.SUBTITLES),
                    new Beginning("id;p", FileType.SLK),
                    new Beginning("web\r\n1\r\n", FileType.IQY),
                    new Beginning("web\n1\n", FileType.IQY),
                    new Beginning("screen mode id:i:", FileType.RDP),
                    new Beginning("full address:s:", FileType.RDP),
                    new Beginning("diff --git ", FileType.DIFF),
                    new Beginning("diff -", FileType.DIFF),
                    new Beginning("--- a/", FileType.DIFF),
                    new Beginning("\\documentclass", FileType.LATEX),
                    new Beginning("\\documentstyle", FileType.LATEX),
                    new Beginning("version: 1\ndn: ", FileType.LDIF),
                    new Beginning("dn: ", FileType.LDIF),
                    new Beginning("# disk descriptorfile", FileType.VMDK),
                    new Beginning("@echo off", FileType.BATCH),
                    new Beginning("@charset \"", FileType.CSS),
                    new Beginning("ssh-rsa aaaa", FileType.PUBLIC_KEY),
                    new Beginning("ssh-ed25519 aaaa", FileType.PUBLIC_KEY),
                    new Beginning("[internetshortcut", FileType.URL_SHORTCUT),
                    new Beginning("[default]\r\nbaseurl=", FileType.URL_SHORTCUT),
                    new Beginning("[{000214a0-", FileType.URL_SHORTCUT));

    /** What stands behind "-----BEGIN " in lower case (RFC 7468, RFC 9580 §6.2, and usage). */
    private static final List<Beginning> ARMOUR =
            List.of(
                    new Beginning("pgp message", FileType.PGP_MESSAGE),
                    new Beginning("pgp signed message", FileType.PGP_MESSAGE),
                    new Beginning("pgp signature", FileType.PGP_SIGNATURE),
                    new Beginning("pgp public key", FileType.PGP_KEY),
                    new Beginning("pgp private key", FileType.PGP_KEY),
                    new Beginning("certificate request", FileType.CERTIFICATE_REQUEST),
                    new Beginning("new certificate request", FileType.CERTIFICATE_REQUEST),
                    new Beginning("certificate", FileType.CERTIFICATE),
                    new Beginning("trusted certificate", FileType.CERTIFICATE),
                    new Beginning("x509 certificate", FileType.CERTIFICATE),
                    new Beginning("x509 crl", FileType.REVOCATION_LIST),
                    new Beginning("pkcs7", FileType.PKCS7_SIGNED),
                    new Beginning("cms", FileType.PKCS7_OTHER),
                    new Beginning("age encrypted file", FileType.AGE));

    /** Sections of files of settings that do something when opened. */
    private static final Map<String, FileType> SECTIONS =
            Map.of(
                    "[internetshortcut]", FileType.URL_SHORTCUT,
                    "[shell]", FileType.SCF,
                    "[desktop entry]", FileType.DESKTOP_ENTRY,
                    "[theme]", FileType.THEME);

    private static final Pattern UUENCODED =
            Pattern.compile("begin(-base64)? [0-7]{3,4} \\S.{0,300}\\r?\\n.*", Pattern.DOTALL);
    private static final Pattern X_BITMAP =
            Pattern.compile(
                    "(/\\*.{0,200}\\*/\\s*)?#define \\w{1,200}_width \\d.*", Pattern.DOTALL);
    private static final Pattern DRAWING =
            Pattern.compile(
                    "(999\\r?\\n.{0,200}\\r?\\n\\s{0,9})?0\\r?\\nsection\\r?\\n.*", Pattern.DOTALL);
    private static final Pattern SUBTITLE =
            Pattern.compile("1\\r?\\n\\d\\d:\\d\\d:\\d\\d,\\d{3} --> .*", Pattern.DOTALL);

    private TextBeginnings() {}

    /**
     * {@return the type whose beginning this is}
     *
     * @param text in lower case, without white space before
     */
    static Optional<FileType> type(String text) {
        if (text.startsWith("#!")) {
            return Optional.of(interpreter(text));
        }
        if (text.startsWith("-----begin ")) {
            return armour(text.substring("-----begin ".length()));
        }
        for (Beginning beginning : BEGINNINGS) {
            if (text.startsWith(beginning.text())) {
                return Optional.of(beginning.type());
            }
        }
        Optional<FileType> section = section(text);
        return section.isPresent() ? section : byPattern(text);
    }

    private static FileType interpreter(String text) {
        String line = text.lines().findFirst().orElse("");
        if (line.contains("python")) {
            return FileType.PYTHON;
        }
        if (line.contains("xdg-open")) {
            return FileType.DESKTOP_ENTRY;
        }
        if (line.contains("perl")) {
            return FileType.PERL;
        }
        if (line.contains("ruby")) {
            return FileType.RUBY;
        }
        if (line.contains("php")) {
            return FileType.PHP;
        }
        if (line.contains("node")) {
            return FileType.JAVASCRIPT;
        }
        if (line.contains("pwsh")) {
            return FileType.POWERSHELL;
        }
        if (line.contains("lua")) {
            return FileType.LUA;
        }
        return line.contains("sh") ? FileType.SHELL : FileType.SHEBANG;
    }

    private static Optional<FileType> armour(String label) {
        for (Beginning beginning : ARMOUR) {
            if (label.startsWith(beginning.text())) {
                return Optional.of(beginning.type());
            }
        }
        int end = label.indexOf("-----");
        String name = end < 0 ? "" : label.substring(0, end);
        if (name.endsWith("private key")) {
            return Optional.of(FileType.PRIVATE_KEY);
        }
        return name.endsWith("public key") ? Optional.of(FileType.PUBLIC_KEY) : Optional.empty();
    }

    private static Optional<FileType> section(String text) {
        if (text.startsWith("[version]") && text.contains("signature")) {
            return Optional.of(FileType.INF);
        }
        if (text.indexOf('[') < 0) {
            return Optional.empty();
        }
        for (Map.Entry<String, FileType> section : SECTIONS.entrySet()) {
            int at = text.indexOf(section.getKey());
            boolean begins = at > 0 && text.charAt(at - 1) == '\n';
            if (at == 0 || (begins && onlySettings(text, at))) {
                return Optional.of(section.getValue());
            }
        }
        return Optional.empty();
    }

    /** {@return whether all lines before are comments, sections or settings} */
    private static boolean onlySettings(String text, int end) {
        return text.substring(0, end)
                .lines()
                .allMatch(line ->
                        line.isBlank()
                                || line.startsWith("#")
                                || line.startsWith(";")
                                || line.startsWith("[")
                                || line.contains("="));
    }

    private static Optional<FileType> byPattern(String text) {
        return switch (text.isEmpty() ? ' ' : text.charAt(0)) {
            case 'b' -> when(UUENCODED, text, FileType.UUENCODED);
            case '/', '#' -> when(X_BITMAP, text, FileType.XBM);
            case '0', '9' -> when(DRAWING, text, FileType.DXF);
            case '1' -> when(SUBTITLE, text, FileType.SUBTITLES);
            default -> Optional.empty();
        };
    }

    private static Optional<FileType> when(Pattern pattern, String text, FileType type) {
        return pattern.matcher(text).matches() ? Optional.of(type) : Optional.empty();
    }
}

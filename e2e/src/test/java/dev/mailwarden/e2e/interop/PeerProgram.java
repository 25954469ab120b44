package dev.mailwarden.e2e.interop;

import dev.mailwarden.e2e.fixture.Exim;
import dev.mailwarden.e2e.fixture.Run;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opentest4j.TestAbortedException;

/** Other people's mail software. */
enum PeerProgram {
    POSTFIX("Postfix"),
    EXIM("Exim"),
    DOVECOT("Dovecot"),
    SWAKS("swaks"),
    GSASL("gsasl");

    private static final Pattern VERSION = Pattern.compile("\\d+(?:\\.\\d+)+|\\d{8}\\.\\d");

    private final String words;

    PeerProgram(String words) {
        this.words = words;
    }

    /** As the table says it. */
    String words() {
        return words;
    }

    /** {@return the version on this machine, a dash if there is none} */
    String version() {
        try {
            return switch (this) {
                case POSTFIX -> first(Run.toTheEnd("postconf", "-d", "mail_version").output());
                case EXIM -> Exim.version();
                case DOVECOT -> first(Run.toTheEnd("dovecot", "--version").output());
                case SWAKS -> first(Run.toTheEnd("swaks", "--version").output());
                case GSASL -> first(Run.toTheEnd("gsasl", "--version").output());
            };
        } catch (IOException | TestAbortedException e) {
            return "-";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String first(String output) {
        Matcher version = VERSION.matcher(output);
        return version.find() ? version.group() : "-";
    }
}

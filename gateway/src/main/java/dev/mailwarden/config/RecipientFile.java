package dev.mailwarden.config;

import dev.mailwarden.config.Problem.Severity;
import dev.mailwarden.config.Settings.MailboxFile;
import dev.mailwarden.mail.smtp.Mailbox;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The mailboxes listed in a file of their own: one address a line, {@code #} begins a comment. As a
 * kind it is a path that is read at once; errors name the file and the line.
 */
final class RecipientFile implements Kind<MailboxFile> {

    /** Room for a million addresses. */
    private static final long MAX_OCTETS = 64L << 20;

    @Override
    public Optional<MailboxFile> read(Tree tree, At at) {
        return Kinds.PATH
                .read(tree, at)
                .map(at::resolve)
                .flatMap(path ->
                        read(path, tree.mark(), at)
                                .map(mailboxes -> new MailboxFile(path, mailboxes)));
    }

    private static Optional<Set<Mailbox>> read(Path path, Tree.Mark mark, At at) {
        String shown = ScalarKind.shown(path.toString());
        try {
            if (!Files.isRegularFile(path) || Files.size(path) > MAX_OCTETS) {
                at.error(mark, shown + " is not a file of at most " + Sizes.format(MAX_OCTETS));
                return Optional.empty();
            }
            return mailboxes(Files.readString(path, StandardCharsets.UTF_8), path, at);
        } catch (CharacterCodingException e) {
            at.error(mark, shown + " is not UTF-8 text");
        } catch (IOException e) {
            at.error(mark, shown + " cannot be read");
        }
        return Optional.empty();
    }

    private static Optional<Set<Mailbox>> mailboxes(String text, Path path, At at) {
        Set<Mailbox> mailboxes = new LinkedHashSet<>();
        boolean good = true;
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            String address = withoutComment(line);
            Optional<Mailbox> mailbox = Mailbox.parse(address);
            if (mailbox.isPresent()) {
                mailboxes.add(mailbox.get());
            } else if (!address.isEmpty()) {
                good = false;
                at.report().add(notAnAddress(address, path, number, at.path()));
            }
        }
        return good ? Optional.of(mailboxes) : Optional.empty();
    }

    /** A comment begins at the line's start or after a blank: {@code #} is legal in an address. */
    private static String withoutComment(String line) {
        String stripped = line.strip();
        if (stripped.startsWith("#")) {
            return "";
        }
        int comment = stripped.indexOf(" #");
        return comment < 0 ? stripped : stripped.substring(0, comment).strip();
    }

    private static Problem notAnAddress(String address, Path path, int line, String setting) {
        String text = ScalarKind.shown(address) + " is not allowed; " + Kinds.MAILBOX.allowed();
        return new Problem(Severity.ERROR, path.toString(), line, 1, setting, text);
    }

    /** The file itself is what is kept: it is read again with the settings that name it. */
    @Override
    public Tree write(MailboxFile value) {
        return Kinds.PATH.write(value.path());
    }

    @Override
    public String allowed() {
        return "a file with one address a line; a relative path begins at the directory of this file";
    }
}

package dev.mailwarden.unpack.read;

import dev.mailwarden.unpack.protocol.Allowance;
import dev.mailwarden.unpack.protocol.EntryHead;
import dev.mailwarden.unpack.protocol.EntryState;
import dev.mailwarden.unpack.protocol.Finding;
import dev.mailwarden.unpack.protocol.Format;
import dev.mailwarden.unpack.protocol.Reply;
import dev.mailwarden.unpack.protocol.ReplyCodec;
import dev.mailwarden.unpack.protocol.Resource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a container in this process, and takes down what its reader says. */
final class Reader {

    /** An entry with its content. */
    record Seen(EntryHead head, EntryState state, String content) {}

    final List<Seen> entries = new ArrayList<>();
    final List<Finding.Kind> findings = new ArrayList<>();
    boolean opened;
    Optional<Resource> usedUp = Optional.empty();

    static Reader read(Format format, byte[] octets) {
        return read(format, octets, Allowance.DEFAULT);
    }

    static Reader read(Format format, byte[] octets, Allowance allowance) {
        Reader reader = new Reader();
        try {
            reader.take(format, octets, allowance);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return reader;
    }

    private void take(Format format, byte[] octets, Allowance allowance) throws IOException {
        var out = new ByteArrayOutputStream();
        Meter meter = new Meter(allowance, octets.length, System::nanoTime);
        Output output = new Output(new DataOutputStream(out), meter);
        Container container = new Container(MemorySegment.ofArray(octets));
        try {
            opened =
                    switch (format) {
                        case ZIP -> ZipReader.read(container, output);
                        case TAR -> TarReader.read(container, output);
                        case GZIP -> GzipReader.read(container, output);
                    };
        } catch (OverBudgetException e) {
            output.breakOff();
            usedUp = Optional.of(e.resource());
        }
        replies(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
    }

    private void replies(DataInputStream in) throws IOException {
        Optional<EntryHead> head = Optional.empty();
        var content = new ByteArrayOutputStream();
        Optional<Reply> reply = ReplyCodec.read(in);
        while (reply.isPresent()) {
            switch (reply.get()) {
                case Reply.Entry(EntryHead begun) -> head = Optional.of(begun);
                case Reply.Content(byte[] piece) -> content.write(piece);
                case Reply.End(EntryState state, long length) -> {
                    if (length != content.size()) {
                        throw new AssertionError("wrong length");
                    }
                    String text = content.toString(StandardCharsets.ISO_8859_1);
                    entries.add(new Seen(head.orElseThrow(), state, text));
                    content.reset();
                }
                case Reply.Found(Finding finding) -> findings.add(finding.kind());
                case Reply.Ready _, Reply.Refused _, Reply.Done _ ->
                        throw new AssertionError("a reader does not say this");
            }
            reply = ReplyCodec.read(in);
        }
    }

    /** Names and contents, {@code name=content}. */
    List<String> pairs() {
        return entries.stream().map(seen -> seen.head.name() + "=" + seen.content).toList();
    }
}

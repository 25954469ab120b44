package dev.mailwarden.deliver;

import dev.mailwarden.config.Settings.Delivery;
import dev.mailwarden.message.Consignment;
import dev.mailwarden.message.DamagedContentException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A consignment's visit to one host: as many transactions on one connection as its recipients need.
 * Made for one use.
 */
final class Visit {

    /** What became of the connection. */
    enum End {
        /** Good for more mail. */
        KEEP,
        /** To be closed politely. */
        QUIT,
        /** Lost or not to be trusted. */
        CLOSE,
        /**
         * It had been idle and turned out to be dead before the message was complete and before the
         * server said a word, or its first word was 421: nothing happened, and a fresh connection
         * may do better.
         */
        STALE
    }

    private final Connection connection;
    private final Consignment consignment;
    private final Delivery delivery;
    private final Ledger ledger;

    Visit(Connection connection, Consignment consignment, Delivery delivery, Ledger ledger) {
        this.connection = connection;
        this.consignment = consignment;
        this.delivery = delivery;
        this.ledger = ledger;
    }

    /**
     * Serves the recipients that are still open.
     *
     * @throws DamagedContentException if the content cannot be read back and nobody was served yet
     */
    End run() throws DamagedContentException {
        Passage passage;
        try {
            passage =
                    Passage.of(
                            consignment.envelope(),
                            consignment.content(),
                            connection.capabilities(),
                            delivery.downgradeEightBit());
        } catch (IOException e) {
            unreadable(ledger.open(), e);
            return connection.hasRoom(delivery.messagesPerConnection()) ? End.KEEP : End.QUIT;
        }
        List<Integer> waiting = passable(passage);
        int most = Transaction.mostRecipients(connection.capabilities());
        boolean first = true;
        while (!waiting.isEmpty()) {
            if (!first && !connection.hasRoom(delivery.messagesPerConnection())) {
                ledger.refuse(waiting, noRoom());
                return End.QUIT;
            }
            int size = Math.min(most, waiting.size());
            List<Integer> batch = waiting.subList(0, size);
            List<Integer> rest = new ArrayList<>(waiting.subList(size, waiting.size()));
            Transaction transaction =
                    new Transaction(connection, consignment, passage, batch, delivery, ledger);
            Optional<End> end = run(transaction, rest, first);
            if (end.isPresent()) {
                return end.get();
            }
            waiting = new ArrayList<>(transaction.surplus());
            waiting.addAll(rest);
            first = false;
        }
        return connection.hasRoom(delivery.messagesPerConnection()) ? End.KEEP : End.QUIT;
    }

    private Trouble noRoom() {
        return Trouble.passing(
                connection.hop(), 5, 3, "more recipients than one connection may serve");
    }

    private List<Integer> passable(Passage passage) {
        List<Integer> open = ledger.open();
        Optional<Trouble> forAll = passage.barredForAll(connection.hop());
        if (forAll.isPresent()) {
            ledger.refuse(open, forAll.get());
            return List.of();
        }
        List<Integer> passable = new ArrayList<>(open.size());
        for (int position : open) {
            int index = consignment.recipients().get(position);
            var recipient = consignment.envelope().recipients().get(index);
            passage.barredFor(recipient, connection.hop())
                    .ifPresentOrElse(
                            trouble -> ledger.refuse(position, trouble),
                            () -> passable.add(position));
        }
        return passable;
    }

    /** {@return how the visit ends, or empty if it goes on} */
    private Optional<End> run(Transaction transaction, List<Integer> rest, boolean first)
            throws DamagedContentException {
        try {
            transaction.run();
            return Optional.empty();
        } catch (DamagedContentException e) {
            unreadable(transaction.unsettled(), e);
            unreadable(rest, e);
        } catch (ClosingException e) {
            if (first && connection.isReused() && !transaction.wasHeardFrom()) {
                return Optional.of(End.STALE);
            }
            ledger.refuse(transaction.unsettled(), e.trouble());
            ledger.refuse(rest, e.trouble());
        } catch (IOException e) {
            if (first
                    && connection.isReused()
                    && !connection.hasTimedOut()
                    && !transaction.wasHeardFrom()
                    && !transaction.mayBeTaken()) {
                return Optional.of(End.STALE);
            }
            lost(transaction, rest, connection.trouble(e));
        }
        return Optional.of(End.CLOSE);
    }

    /** What is damaged is set aside, unless somebody has got it. */
    private void unreadable(List<Integer> positions, IOException why)
            throws DamagedContentException {
        if (why instanceof DamagedContentException damaged && !ledger.hasDelivered()) {
            throw damaged;
        }
        ledger.refuse(
                positions,
                Trouble.passing(connection.hop(), 3, 0, "the message could not be read"));
    }

    private void lost(Transaction transaction, List<Integer> rest, Trouble trouble) {
        if (transaction.mayBeTaken()) {
            // No other host now: the message may be delivered already, and twice is worse than
            // late.
            transaction.pending().forEach(p -> ledger.settle(p, trouble.asResult()));
            ledger.refuse(transaction.surplus(), trouble);
        } else {
            ledger.refuse(transaction.unsettled(), trouble);
        }
        ledger.refuse(rest, trouble);
    }
}

package dev.mailwarden.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final MessageId ONE = new MessageId(1, 1);
    private static final MessageId TWO = new MessageId(2, 2);

    private final Ledger ledger = new Ledger();

    private void arrives(MessageId id, int changed) {
        var mould = Mould.cast(1024, 1);
        var wire = new byte[mould.wireLength()];
        mould.fill(wire, id);
        var content = new ContentBuffer();
        content.take(wire, 0, wire.length);
        content.octets()[content.length() - 3] ^= (byte) changed;
        ledger.received("a@b.example", List.of("c@d.example"), content.octets(), content.length());
    }

    @Test
    void whatWasAcknowledgedAndNeverCameIsLost() {
        arrives(ONE, 0);
        assertThat(ledger.balance(List.of(ONE, TWO))).isEqualTo(new Ledger.Balance(2, 1));
    }

    @Test
    void aSecondArrivalIsADuplicate() {
        arrives(ONE, 0);
        arrives(ONE, 0);
        arrives(TWO, 0);
        assertThat(ledger.count().arrived()).isEqualTo(2);
        assertThat(ledger.count().duplicated()).isEqualTo(1);
    }

    @Test
    void anAlteredMessageDoesNotCountAsArrived() {
        arrives(ONE, 1);
        assertThat(ledger.count().arrived()).isZero();
        assertThat(ledger.count().altered()).isEqualTo(1);
        assertThat(ledger.balance(List.of(ONE)).lost()).isEqualTo(1);
        assertThat(ledger.examples()).singleElement().asString().contains(ONE.toString());
    }

    @Test
    void aMessageNobodySentIsForeign() {
        ledger.received("a@b.example", List.of("c@d.example"), new byte[] {'x'}, 1);
        assertThat(ledger.count().foreign()).isEqualTo(1);
    }

    @Test
    void startsAfreshAfterAReset() {
        arrives(ONE, 0);
        ledger.reset();
        assertThat(ledger.count()).isEqualTo(new Ledger.Count(0, 0, 0, 0, 0, 0));
        assertThat(ledger.has(ONE)).isFalse();
    }
}

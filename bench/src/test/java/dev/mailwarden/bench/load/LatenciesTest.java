package dev.mailwarden.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void aPercentileIsTheSmallestValueThatSoManyDoNotExceed() {
        List<AckLog.Ack> acks =
                LongStream.rangeClosed(1, 200)
                        .mapToObj(i -> new AckLog.Ack(new MessageId(0, i), 0, i * 1_000_000))
                        .toList();
        assertThat(Latencies.of(acks)).isEqualTo(new Latencies(100, 198));
    }

    @Test
    void noTransactionsHaveNoLatency() {
        assertThat(Latencies.of(List.of())).isEqualTo(new Latencies(0, 0));
    }
}

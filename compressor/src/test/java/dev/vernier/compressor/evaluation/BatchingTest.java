package dev.vernier.compressor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.store.tokenizer.Encoding;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BatchingTest {
    @Test
    void sortsTheLongestFirstAndKeepsTheOrderOfEquals() {
        List<Encoding> texts = Stream.of(3, 9, 3, 5, 4)
                .map(length -> new Encoding(new int[length], length, length))
                .toList();
        assertThat(Batching.byLength(texts, 2).batches()).containsExactly(List.of(1, 3), List.of(4, 0), List.of(2));
    }

    @Test
    void mixesNeighbours() {
        assertThat(Batching.mixed(5, 3).batches()).containsExactly(List.of(0, 1, 2), List.of(3, 4));
        assertThat(Batching.alone(2).batches()).containsExactly(List.of(0), List.of(1));
    }
}

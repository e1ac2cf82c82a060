package dev.vernier.loadtest.bench;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a row of the benchmark is about.
 *
 * @param lengths of the texts in tokens, sent in turn
 */
record CeilingCell(String variant, List<Integer> lengths, int concurrency) {
    CeilingCell {
        lengths = List.copyOf(lengths);
    }

    /** The lengths as the result file has them. */
    String length() {
        return lengths.stream().map(Object::toString).collect(Collectors.joining("+"));
    }
}

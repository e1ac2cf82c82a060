package dev.vernier.compressor.evaluation;

import dev.vernier.store.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which texts are run together.
 *
 * @param batches positions of the texts of each batch
 */
public record Batching(List<List<Integer>> batches) {
    public Batching {
        batches = batches.stream().map(List::copyOf).toList();
    }

    /** Each text on its own. */
    public static Batching alone(int count) {
        return chunks(IntStream.range(0, count).boxed().toList(), 1);
    }

    /** Neighbours together: where the order says nothing about the length, long and short texts share padded batches. */
    public static Batching mixed(int count, int rows) {
        return chunks(IntStream.range(0, count).boxed().toList(), rows);
    }

    /** Texts of like length together, the longest first: little padding, and no long batch at the end. */
    public static Batching byLength(List<Encoding> texts, int rows) {
        List<Integer> order = IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.comparingInt((Integer at) -> -texts.get(at).length()))
                .toList();
        return chunks(order, rows);
    }

    private static Batching chunks(List<Integer> order, int rows) {
        List<List<Integer>> batches = new ArrayList<>();
        for (int from = 0; from < order.size(); from += rows) {
            batches.add(order.subList(from, Math.min(order.size(), from + rows)));
        }
        return new Batching(batches);
    }
}

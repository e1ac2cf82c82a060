package dev.vernier.compressor.calibrate;

import dev.vernier.store.tokenizer.Encoding;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Texts that go through a graph together. They are of one length, so that no padding enters any statistic.
 *
 * @param rows places of the texts in the list that the batches were made from
 * @param encodings the texts, in the order of {@code rows}
 */
record TokenBatch(List<Integer> rows, List<Encoding> encodings) {
    /** Beyond this the caches are full and a larger batch is no faster. */
    private static final int MAX_TOKENS = 1024;

    TokenBatch {
        rows = List.copyOf(rows);
        encodings = List.copyOf(encodings);
    }

    /** Cuts texts into batches; the same texts always give the same batches. */
    static List<TokenBatch> of(List<Encoding> texts) {
        List<Integer> byLength = IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.comparingInt(row -> texts.get(row).length()))
                .toList();
        List<TokenBatch> batches = new ArrayList<>();
        for (int from = 0; from < byLength.size(); ) {
            int length = texts.get(byLength.get(from)).length();
            int to = from;
            while (to < byLength.size()
                    && texts.get(byLength.get(to)).length() == length
                    && (to == from || (to - from + 1) * length <= MAX_TOKENS)) {
                to++;
            }
            List<Integer> rows = byLength.subList(from, to);
            batches.add(new TokenBatch(rows, rows.stream().map(texts::get).toList()));
            from = to;
        }
        return batches;
    }

    int length() {
        return encodings.get(0).length();
    }

    long tokens() {
        return (long) encodings.size() * length();
    }

    long[] shape() {
        return new long[] {encodings.size(), length()};
    }

    LongBuffer ids() {
        LongBuffer ids = LongBuffer.allocate(encodings.size() * length());
        encodings.forEach(text -> IntStream.range(0, length()).forEach(i -> ids.put(text.id(i))));
        return ids.flip();
    }

    LongBuffer types() {
        LongBuffer types = LongBuffer.allocate(encodings.size() * length());
        encodings.forEach(text -> IntStream.range(0, length()).forEach(i -> types.put(text.type(i))));
        return types.flip();
    }

    LongBuffer mask() {
        LongBuffer mask = LongBuffer.allocate(encodings.size() * length());
        while (mask.hasRemaining()) {
            mask.put(1);
        }
        return mask.flip();
    }
}

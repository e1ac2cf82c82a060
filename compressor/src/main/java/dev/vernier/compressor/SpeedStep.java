package dev.vernier.compressor;

import dev.vernier.compressor.evaluation.SpeedRounds;
import dev.vernier.compressor.evaluation.TextRunner;
import dev.vernier.store.SessionException;
import dev.vernier.store.measure.Measure;
import dev.vernier.store.tokenizer.Encoding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * What variants cost on this machine, next to the reference: over test texts at their own lengths, and by length.
 *
 * @param ownLengths rounds over the texts as they are
 * @param byLength rounds over a text of exactly so many tokens
 */
record SpeedStep(SpeedRounds ownLengths, Map<Integer, SpeedRounds> byLength) {
    private static final List<Integer> LENGTHS = List.of(16, 32, 64, 128);

    /** The fewest whose 95 % interval of the median leaves out an outlier at either end. */
    private static final int ROUNDS = 9;

    static SpeedStep measure(
            List<TextRunner> variants, List<Encoding> test, CompressionPlan plan, DoubleConsumer progress)
            throws SessionException {
        List<Encoding> texts = test.subList(0, Math.min(plan.speedTexts(), test.size()));
        SpeedRounds own = SpeedRounds.measure(variants, texts, ROUNDS, share -> progress.accept(share * 0.8));
        Map<Integer, SpeedRounds> byLength = new LinkedHashMap<>();
        for (int length : LENGTHS) {
            List<Encoding> text = List.of(ofLength(test, length));
            byLength.put(length, SpeedRounds.measure(variants, text, ROUNDS, share -> {}));
            progress.accept(0.8 + 0.2 * byLength.size() / LENGTHS.size());
        }
        return new SpeedStep(own, byLength);
    }

    Measure speedup(int variant) {
        return ownLengths.speedup(variant);
    }

    /** The measures of one variant by their names in RESULTS. */
    Map<String, Measure> measures(int variant) {
        return Map.of(
                "speedup", ownLengths.speedup(variant),
                "latency_ms", ownLengths.latencyMillis(variant),
                "cpu_ms_per_item", ownLengths.cpuMillis(variant));
    }

    /** The speed-ups of one variant by the number of tokens. */
    Map<String, Measure> speedupByLength(int variant) {
        Map<String, Measure> speedups = new LinkedHashMap<>();
        byLength.forEach((length, rounds) -> speedups.put(Integer.toString(length), rounds.speedup(variant)));
        return speedups;
    }

    /** A text of exactly this many tokens, made of the test texts' tokens one after the other. */
    private static Encoding ofLength(List<Encoding> test, int length) {
        int[] ids = new int[length];
        int filled = 0;
        for (int i = 0; filled < length; i = (i + 1) % test.size()) {
            Encoding text = test.get(i);
            for (int position = 0; position < text.length() && filled < length; position++) {
                ids[filled++] = text.id(position);
            }
        }
        return new Encoding(ids, length, length);
    }
}

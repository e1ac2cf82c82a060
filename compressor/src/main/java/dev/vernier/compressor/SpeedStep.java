package dev.vernier.compressor;

import dev.vernier.compressor.evaluation.SpeedRounds;
import dev.vernier.compressor.evaluation.TextRunner;
import dev.vernier.store.SessionException;
import dev.vernier.store.measure.Measure;
import dev.vernier.store.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * What variants cost on this machine, next to the reference: over test texts at their own lengths, and by length.
 *
 * @param ownLengths rounds over the texts as they are
 * @param byLength rounds over texts of exactly so many tokens
 */
record SpeedStep(SpeedRounds ownLengths, Map<Integer, SpeedRounds> byLength) {
    private static final List<Integer> LENGTHS = List.of(16, 32, 64, 128);

    /** Enough to average over; the rounds do the rest. */
    private static final int TEXTS_OF_A_LENGTH = 2;

    static SpeedStep measure(
            List<TextRunner> variants, List<Encoding> test, CompressionPlan plan, DoubleConsumer progress)
            throws SessionException {
        List<Encoding> texts = test.subList(0, Math.min(plan.speedTexts(), test.size()));
        SpeedRounds own =
                SpeedRounds.measure(variants, texts, plan.speedRounds(), share -> progress.accept(share * 0.6));
        Map<Integer, SpeedRounds> byLength = new LinkedHashMap<>();
        for (int length : LENGTHS) {
            byLength.put(
                    length, SpeedRounds.measure(variants, ofLength(test, length), plan.speedRounds(), share -> {}));
            progress.accept(0.6 + 0.4 * byLength.size() / LENGTHS.size());
        }
        return new SpeedStep(own, byLength);
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

    /** Texts of exactly this many tokens, made of the test texts' tokens one after the other. */
    private static List<Encoding> ofLength(List<Encoding> test, int length) {
        List<Encoding> texts = new ArrayList<>();
        int[] ids = new int[length];
        int filled = 0;
        for (int i = 0; texts.size() < TEXTS_OF_A_LENGTH; i = (i + 1) % test.size()) {
            for (int position = 0; position < test.get(i).length() && filled < length; position++) {
                ids[filled++] = test.get(i).id(position);
            }
            if (filled == length) {
                texts.add(new Encoding(ids, length, length));
                ids = new int[length];
                filled = 0;
            }
        }
        return texts;
    }
}

package dev.vernier.compressor.evaluation;

import dev.vernier.store.SessionException;
import dev.vernier.store.measure.Intervals;
import dev.vernier.store.measure.Measure;
import dev.vernier.store.tokenizer.Encoding;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Times of several variants over the same texts, each alone, on one thread, the variants in turn: what else the machine
 * does hits all of them alike.
 *
 * @param wallNanos for each variant the wall time of each round
 * @param cpuNanos for each variant the thread's CPU time of each round
 * @param texts texts in a round
 */
public record SpeedRounds(List<List<Long>> wallNanos, List<List<Long>> cpuNanos, int texts) {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Runs one round that does not count, for each variant's buffers and code to be warm, then {@code rounds} that do. */
    public static SpeedRounds measure(
            List<TextRunner> variants, List<Encoding> texts, int rounds, DoubleConsumer progress)
            throws SessionException {
        List<List<Long>> wall = new ArrayList<>();
        List<List<Long>> cpu = new ArrayList<>();
        for (TextRunner variant : variants) {
            variant.nanos(texts);
            wall.add(new ArrayList<>());
            cpu.add(new ArrayList<>());
        }
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < variants.size(); i++) {
                long cpuBefore = THREADS.getCurrentThreadCpuTime();
                wall.get(i).add(variants.get(i).nanos(texts));
                cpu.get(i).add(THREADS.getCurrentThreadCpuTime() - cpuBefore);
            }
            progress.accept((round + 1.0) / rounds);
        }
        return new SpeedRounds(wall, cpu, texts.size());
    }

    /** Time of the first variant / time of this one, the two of each round next to each other. */
    public Measure speedup(int variant) {
        return median(round ->
                (double) wallNanos.get(0).get(round) / wallNanos.get(variant).get(round));
    }

    /** Wall time of one text. */
    public Measure latencyMillis(int variant) {
        return median(round -> wallNanos.get(variant).get(round) / 1e6 / texts);
    }

    /** CPU time of one text. */
    public Measure cpuMillis(int variant) {
        return median(round -> cpuNanos.get(variant).get(round) / 1e6 / texts);
    }

    private Measure median(IntToDoubleFunction figureOfRound) {
        return Intervals.interleavedMedian(IntStream.range(0, wallNanos.get(0).size())
                .mapToDouble(figureOfRound)
                .toArray());
    }
}

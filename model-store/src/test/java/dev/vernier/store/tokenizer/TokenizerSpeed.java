package dev.vernier.store.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** Prints what encoding a text costs, ours and the original's rounds in turn: processor time and garbage, medians. */
final class TokenizerSpeed {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 9;
    private static final long ROUND_NANOS = 100_000_000;
    private static final String SENTENCE =
            "a distinctive internal characteristic, such as the naïve belief that uncharacteristically large numbers of"
                    + " photosynthesizing organisms don't need light ";

    private TokenizerSpeed() {}

    public static void main(String[] args) throws IOException {
        Path file = Oracle.copy(Oracle.ENGLISH, Files.createTempDirectory("tokenizer"));
        long start = System.nanoTime();
        Tokenizer ours = Tokenizers.load(file);
        System.out.printf("load %.1f ms%n", (System.nanoTime() - start) / 1e6);
        try (ours;
                HuggingFaceTokenizer original =
                        HuggingFaceTokenizer.newInstance(file, Map.of("padding", "false", "truncation", "false"))) {
            System.out.println("tokens  ours ns  bytes  original ns  bytes  ratio");
            for (String text :
                    new String[] {SENTENCE.substring(0, 33), SENTENCE, SENTENCE.repeat(5), SENTENCE.repeat(330)}) {
                compare(
                        text,
                        t -> ours.encode(t, null, 512),
                        original::encode,
                        ours.encode(text, null, 1 << 20).length());
            }
        }
    }

    private static void compare(String text, Consumer<String> ours, Consumer<String> original, int tokens) {
        double[][] rounds = new double[4][ROUNDS];
        for (int i = -3; i < ROUNDS; i++) {
            double[] our = round(text, ours);
            double[] right = round(text, original);
            if (i >= 0) {
                rounds[0][i] = our[0];
                rounds[1][i] = our[1];
                rounds[2][i] = right[0];
                rounds[3][i] = right[1];
            }
        }
        for (double[] values : rounds) {
            Arrays.sort(values);
        }
        int middle = ROUNDS / 2;
        System.out.printf(
                "%6d %8.0f %6.0f %12.0f %6.0f %6.1f%n",
                tokens,
                rounds[0][middle],
                rounds[1][middle],
                rounds[2][middle],
                rounds[3][middle],
                rounds[2][middle] / rounds[0][middle]);
    }

    /** Processor nanoseconds and allocated bytes per encoding. */
    private static double[] round(String text, Consumer<String> encode) {
        long id = Thread.currentThread().getId();
        long bytes = THREADS.getThreadAllocatedBytes(id);
        long cpu = THREADS.getCurrentThreadCpuTime();
        long end = System.nanoTime() + ROUND_NANOS;
        int count = 0;
        while (System.nanoTime() < end) {
            for (int i = 0; i < 16; i++) {
                encode.accept(text);
            }
            count += 16;
        }
        return new double[] {
            (THREADS.getCurrentThreadCpuTime() - cpu) / (double) count,
            (THREADS.getThreadAllocatedBytes(id) - bytes) / (double) count
        };
    }
}

package dev.vernier.compressor;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.GraphSession;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Normalization;
import dev.vernier.compressor.graph.OnnxReader;
import dev.vernier.compressor.graph.OnnxWriter;
import dev.vernier.compressor.passes.Int8Dynamic;
import dev.vernier.store.tokenizer.Encoding;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Models that were whole once. As a program it opens them in ONNX Runtime too, which may end it. */
final class MutatedModels {
    private static final byte[] WHOLE = OnnxWriter.bytes(TinyModel.classifier().graph());
    private static final Calibration TEXTS = new Calibration(List.of(new Encoding(new int[] {2, 5, 3}, 3, 3)), 1);

    private MutatedModels() {}

    /** {@code arguments}: the seed, the number of the first mutation, and the number after the last. */
    public static void main(String[] arguments) {
        long seed = Long.parseLong(arguments[0]);
        int end = Integer.parseInt(arguments[2]);
        for (int number = Integer.parseInt(arguments[1]); number < end; number++) {
            System.out.println(number);
            String outcome = opens(mutation(seed, number)) ? "opens" : "is refused";
            System.err.println(number + " " + outcome);
        }
    }

    private static boolean opens(byte[] mutated) {
        try {
            GraphSession.open(compressed(mutated)).close();
            return true;
        } catch (GraphException e) {
            return false;
        }
    }

    /** One to four of: a byte is another, some bytes are gone, some are there twice, the end is missing. */
    static byte[] mutation(long seed, int number) {
        Random random = new Random(seed * 1_000_003 + number);
        byte[] bytes = WHOLE.clone();
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 1; i--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(1 + random.nextInt(8), bytes.length - at);
            switch (random.nextInt(8)) {
                case 0 -> bytes = Arrays.copyOf(bytes, at);
                case 1 ->
                    bytes = joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + length, bytes.length));
                case 2 ->
                    bytes = joined(Arrays.copyOf(bytes, at + length), Arrays.copyOfRange(bytes, at, bytes.length));
                default -> bytes[at] = (byte) random.nextInt();
            }
        }
        return bytes;
    }

    /** What becomes of a mutation before ONNX Runtime sees it. */
    static Graph compressed(byte[] model) {
        Graph graph = Normalization.apply(OnnxReader.read(model));
        OnnxWriter.bytes(graph);
        return new Int8Dynamic().apply(graph, TEXTS).graph();
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}

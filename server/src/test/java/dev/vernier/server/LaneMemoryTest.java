package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.server.request.Inputs;
import dev.vernier.server.request.TokenInputs;
import dev.vernier.store.Dimension;
import dev.vernier.store.ElementType;
import dev.vernier.store.Signature;
import dev.vernier.store.Tensor;
import dev.vernier.store.TensorSpec;
import dev.vernier.store.TextInput;
import dev.vernier.store.tokenizer.Encoding;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LaneMemoryTest {
    private static final long PAD = 9;
    private static final Signature TEXT = new Signature(
            List.of(tokens("ids", PAD), tokens("mask", 0)),
            List.of(new TensorSpec(
                    "states", ElementType.FP32, List.of(Dimension.BATCH, Dimension.SEQUENCE, Dimension.fixed(3)), 0)));

    private final LaneMemory memory = new LaneMemory();

    @Test
    void padsEachRowToTheLongestOfTheBatch() {
        List<Tensor> inputs = memory.inputs(TEXT, List.of(row(1, 2, 3), row(4)), 2, 3);

        assertThat(inputs.get(0).shape()).containsExactly(2, 3);
        assertThat(longs(inputs.get(0))).containsExactly(1, 2, 3, 4, PAD, PAD);
        assertThat(longs(inputs.get(1))).containsExactly(1, 1, 1, 1, 0, 0);
    }

    @Test
    void reusesItsBuffersWhateverTheOrderOfSizes() {
        Inputs longRow = row(IntStream.range(0, 700).toArray());
        memory.inputs(TEXT, List.of(longRow, longRow), 2, 700);

        List<Tensor> small = memory.inputs(TEXT, List.of(row(5, 6)), 1, 2);

        assertThat(longs(small.get(0))).containsExactly(5, 6);
        assertThat(small.get(0).buffer().capacity()).isEqualTo(2 * Long.BYTES);
    }

    @Test
    void knowsTheSizeOfOutputsBeforeTheRun() {
        Tensor output = memory.outputs(TEXT, 2, 5).get(0);

        assertThat(output.shape()).containsExactly(2, 5, 3);
    }

    @Test
    void leavesOutputsOfUnknownSizeToTheSession() {
        TensorSpec unknown = new TensorSpec("boxes", ElementType.FP32, List.of(Dimension.BATCH, Dimension.FREE), 0);

        assertThat(memory.outputs(new Signature(List.of(), List.of(unknown)), 2, 5))
                .isEmpty();
    }

    @Test
    void rowsOfATensorAreAView() {
        Tensor whole = Tensor.allocate(ElementType.FP32, 4, 2);
        Tensor part = LaneMemory.rows(List.of(whole), 2, 2).get(0);
        part.buffer().putFloat(0, 7);

        assertThat(part.shape()).containsExactly(2, 2);
        assertThat(whole.buffer().getFloat(2 * 2 * Float.BYTES)).isEqualTo(7);
    }

    private static TensorSpec tokens(String name, long pad) {
        return new TensorSpec(name, ElementType.INT64, List.of(Dimension.BATCH, Dimension.SEQUENCE), pad);
    }

    private static Inputs row(int... ids) {
        TextInput text = new TextInput("0".repeat(64), "ids", "mask", null, 1000, 1000);
        return new TokenInputs(TEXT, text, List.of(new Encoding(ids, ids.length, ids.length)));
    }

    private static long[] longs(Tensor tensor) {
        return LongStream.range(0, tensor.elements())
                .map(element -> tensor.buffer().getLong((int) element * Long.BYTES))
                .toArray();
    }
}

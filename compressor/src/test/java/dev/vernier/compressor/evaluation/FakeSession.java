package dev.vernier.compressor.evaluation;

import dev.vernier.store.Dimension;
import dev.vernier.store.ElementType;
import dev.vernier.store.Session;
import dev.vernier.store.Signature;
import dev.vernier.store.Tensor;
import dev.vernier.store.TensorSpec;
import dev.vernier.store.Termination;
import dev.vernier.store.TextInput;
import java.nio.LongBuffer;
import java.util.List;

/** Answers each row with a class in {0, 1, 2} that a rule takes from the row's tokens and the batch's size. */
final class FakeSession implements Session {
    static final TextInput TEXT = new TextInput("0".repeat(64), "ids", "mask", null, 64, 1000);
    private static final Signature SIGNATURE = new Signature(
            List.of(input("ids"), input("mask")),
            List.of(new TensorSpec("out", ElementType.FP32, List.of(Dimension.BATCH, Dimension.fixed(3)), 0)));

    private final Rule rule;

    FakeSession(Rule rule) {
        this.rule = rule;
    }

    /** The class of a row: {@code sum} of its ids where the mask is 1, its place in the batch, and the batch's rows. */
    interface Rule {
        int answer(long sum, int row, int rows);
    }

    private static TensorSpec input(String name) {
        return new TensorSpec(name, ElementType.INT64, List.of(Dimension.BATCH, Dimension.SEQUENCE), 0);
    }

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public List<Tensor> run(List<Tensor> inputs, List<Tensor> outputs, Termination termination) {
        int rows = (int) inputs.get(0).dimension(0);
        int length = (int) inputs.get(0).dimension(1);
        LongBuffer ids = longs(inputs.get(0));
        LongBuffer mask = longs(inputs.get(1));
        Tensor output = Tensor.allocate(ElementType.FP32, rows, 3);
        for (int row = 0; row < rows; row++) {
            long sum = 0;
            for (int position = row * length; position < (row + 1) * length; position++) {
                sum += ids.get(position) * mask.get(position);
            }
            output.buffer().putFloat(4 * (3 * row + rule.answer(sum, row, rows)), 1);
        }
        return List.of(output);
    }

    private static LongBuffer longs(Tensor tensor) {
        return tensor.buffer().duplicate().order(tensor.buffer().order()).asLongBuffer();
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}

package dev.vernier.store;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One shape under measurement: its tensors and the times of its runs. Not thread-safe. */
final class ProfiledShape {
    /** A prime, so that ids do not repeat within any row of any vocabulary. */
    private static final long ID_STRIDE = 7919;

    private final int batch;
    private final int length;
    private final List<Tensor> inputs;
    private final List<Long> runs = new ArrayList<>();
    private List<Tensor> outputs = List.of();
    private long spentNanos;

    ProfiledShape(int batch, int length, Signature signature, @Nullable TextInput text) {
        this.batch = batch;
        this.length = length;
        this.inputs = signature.inputs().stream().map(spec -> input(spec, text)).toList();
    }

    /** Integers are 1, which is a token of every vocabulary and no padding; a text's ids are all over its vocabulary. */
    private Tensor input(TensorSpec spec, @Nullable TextInput text) {
        long[] shape = spec.shape().stream().mapToLong(this::size).toArray();
        Tensor tensor = Tensor.allocate(spec.type(), shape);
        if (spec.type() == ElementType.INT64) {
            LongBuffer elements = tensor.buffer().asLongBuffer();
            for (int i = 0; i < elements.limit(); i++) {
                elements.put(i, element(spec.name(), i, text));
            }
        }
        return tensor;
    }

    private static long element(String input, int index, @Nullable TextInput text) {
        if (text != null && input.equals(text.ids())) {
            return index * ID_STRIDE % text.vocabulary();
        }
        return text != null && input.equals(text.types()) ? 0 : 1;
    }

    private long size(Dimension dimension) {
        return switch (dimension.role()) {
            case FIXED -> dimension.size();
            case BATCH -> batch;
            case SEQUENCE -> length;
            case FREE -> 1;
        };
    }

    void run(Session session, LongSupplier nanos) throws SessionException {
        long start = nanos.getAsLong();
        outputs = session.run(inputs, outputs, new Termination());
        long elapsed = nanos.getAsLong() - start;
        runs.add(elapsed);
        spentNanos += elapsed;
    }

    int tokens() {
        return batch * length;
    }

    long spentNanos() {
        return spentNanos;
    }

    long expectedNanos() {
        return runs.get(runs.size() - 1);
    }

    /** The median of all runs but the first, which warms up; of that one where it stayed the only one. */
    Profile.Point point() {
        List<Long> warm = runs.size() == 1 ? runs : runs.subList(1, runs.size());
        List<Long> sorted = warm.stream().sorted().toList();
        int n = sorted.size();
        return new Profile.Point(batch, length, (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2);
    }
}

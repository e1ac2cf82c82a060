package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.LoadException;
import dev.vernier.loadtest.load.NamedTensor;
import dev.vernier.store.ElementType;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.Tensor;
import dev.vernier.store.TensorSpec;
import dev.vernier.store.TextInput;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random tokens as the input tensors of a model that takes text: of exactly the length that is wanted. */
record TokenRows(ModelVersion version, long seed) {
    /** Token ids below are for special tokens in most vocabularies. */
    private static final int FIRST_WORD = 1_000;

    /** The tensors in the order of the signature: [rows, length]. */
    List<NamedTensor> tensors(int rows, int length, int variation) {
        SplittableRandom random = new SplittableRandom(seed + 31L * length + variation);
        List<NamedTensor> tensors = new ArrayList<>();
        for (TensorSpec spec : version.signature().inputs()) {
            tensors.add(new NamedTensor(spec.name(), tensor(spec, rows, length, random)));
        }
        return tensors;
    }

    private Tensor tensor(TensorSpec spec, int rows, int length, SplittableRandom random) {
        TextInput text = version.text();
        if (text == null || spec.type() != ElementType.INT64) {
            throw new LoadException(
                    version.model() + " takes no tokens: its input " + spec.name() + " is something else");
        }
        Tensor tensor = Tensor.allocate(spec.type(), rows, length);
        for (int i = 0; i < rows * length; i++) {
            long value = spec.name().equals(text.ids())
                    ? random.nextInt(Math.min(FIRST_WORD, text.vocabulary() / 2), text.vocabulary())
                    : spec.name().equals(text.mask()) ? 1 : 0;
            tensor.buffer().putLong(i * Long.BYTES, value);
        }
        return tensor;
    }
}

package dev.vernier.server;

import dev.vernier.server.config.ModelConfig;
import dev.vernier.store.Dimension;
import dev.vernier.store.ElementType;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.Session;
import dev.vernier.store.SessionException;
import dev.vernier.store.Tensor;
import dev.vernier.store.TensorSpec;
import dev.vernier.store.Termination;
import dev.vernier.store.TextInput;
import java.util.List;

/** Runs a new session once for each shape class, so that no request pays for the engine's first allocations. */
final class WarmUp {
    private static final int[] LENGTHS = {16, 32, 64, 128, 256};

    private final ModelVersion version;
    private final ModelConfig config;

    WarmUp(ModelVersion version, ModelConfig config) {
        this.version = version;
        this.config = config;
    }

    /** Runs one row and the largest batch of each length. */
    void run(Session session) throws SessionException {
        TextInput text = version.text();
        if (text == null) {
            run(session, 1, 1);
            return;
        }
        for (int length : LENGTHS) {
            if (length <= text.maxTokens()) {
                run(session, 1, length);
                run(session, Math.max(1, Math.min(config.maxBatch(), config.maxBatchTokens() / length)), length);
            }
        }
    }

    private void run(Session session, int rows, int length) throws SessionException {
        List<Tensor> inputs = session.signature().inputs().stream()
                .map(spec -> ones(spec, rows, length))
                .toList();
        session.run(inputs, List.of(), new Termination());
    }

    /** Ones, since 1 is a token of every vocabulary and means that a token is no padding. */
    private Tensor ones(TensorSpec spec, int rows, int length) {
        long[] shape = spec.shape().stream()
                .mapToLong(dimension -> size(dimension, rows, length))
                .toArray();
        Tensor tensor = Tensor.allocate(spec.type(), shape);
        TextInput text = version.text();
        boolean isType = text != null && spec.name().equals(text.types());
        if (spec.type() == ElementType.INT64 && !isType) {
            for (int offset = 0; offset < tensor.buffer().limit(); offset += Long.BYTES) {
                tensor.buffer().putLong(offset, 1);
            }
        }
        return tensor;
    }

    private static long size(Dimension dimension, int rows, int length) {
        return switch (dimension.role()) {
            case FIXED -> dimension.size();
            case BATCH -> rows;
            case SEQUENCE -> length;
            case FREE -> 1;
        };
    }
}

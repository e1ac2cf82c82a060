package dev.vernier.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tensors against their specs, with one size for the batch and one for the sequence over all of them. Mutable: one object
 * for one run.
 */
final class ShapeCheck {
    private static final long UNKNOWN = -1;

    private long batch = UNKNOWN;
    private long sequence = UNKNOWN;

    void accept(String what, List<TensorSpec> specs, List<Tensor> tensors) throws SessionException {
        if (specs.size() != tensors.size()) {
            throw refused("there are " + tensors.size() + " " + what + "s, the model has " + specs.size());
        }
        for (int i = 0; i < specs.size(); i++) {
            accept(what, specs.get(i), tensors.get(i));
        }
    }

    private void accept(String what, TensorSpec spec, Tensor tensor) throws SessionException {
        if (tensor.type() != spec.type()) {
            throw refused(what + " '" + spec.name() + "' is " + tensor.type() + ", wanted is " + spec.type());
        }
        if (tensor.rank() != spec.shape().size()) {
            throw refused(what + " '" + spec.name() + "' has " + tensor.rank() + " dimensions, wanted are "
                    + spec.shape().size());
        }
        for (int axis = 0; axis < tensor.rank(); axis++) {
            long wanted = wanted(spec.shape().get(axis), tensor.dimension(axis));
            if (tensor.dimension(axis) != wanted) {
                throw refused(what + " '" + spec.name() + "' has size " + tensor.dimension(axis) + " in dimension "
                        + axis + ", wanted is " + wanted);
            }
        }
    }

    private long wanted(Dimension dimension, long found) {
        if (dimension.role() == Dimension.Role.BATCH && batch == UNKNOWN) {
            batch = found;
        }
        if (dimension.role() == Dimension.Role.SEQUENCE && sequence == UNKNOWN) {
            sequence = found;
        }
        return dimension.role() == Dimension.Role.FREE ? found : known(dimension);
    }

    /** The shape that the accepted inputs give an output; null where only the engine knows it. */
    long @Nullable [] shape(TensorSpec output) {
        long[] shape = new long[output.shape().size()];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = known(output.shape().get(axis));
            if (shape[axis] == UNKNOWN) {
                return null;
            }
        }
        return shape;
    }

    private long known(Dimension dimension) {
        return switch (dimension.role()) {
            case FIXED -> dimension.size();
            case BATCH -> batch;
            case SEQUENCE -> sequence;
            case FREE -> UNKNOWN;
        };
    }

    private static SessionException refused(String message) {
        return new SessionException(SessionException.Cause.INPUT, message);
    }
}

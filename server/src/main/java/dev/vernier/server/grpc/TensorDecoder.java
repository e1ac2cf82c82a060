package dev.vernier.server.grpc;

import dev.vernier.server.request.InferenceException;
import dev.vernier.server.request.InputTensor;
import dev.vernier.server.request.Inputs;
import dev.vernier.server.request.ServedModel;
import dev.vernier.server.request.TensorInputs;
import dev.vernier.store.Dimension;
import dev.vernier.store.ElementType;
import dev.vernier.store.TensorSpec;
import dev.vernier.store.TextInput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks a request's tensors against the signature and puts them in its order. For one request. */
final class TensorDecoder {
    private final ServedModel model;
    private @Nullable WireTensor batch;
    private long rows;
    private @Nullable WireTensor sequence;
    private long length;

    TensorDecoder(ServedModel model) {
        this.model = model;
    }

    Inputs decode(List<WireTensor> tensors) {
        List<TensorSpec> specs = model.version().signature().inputs();
        requireKnown(specs, tensors);
        List<InputTensor> inputs = new ArrayList<>(specs.size());
        for (TensorSpec spec : specs) {
            WireTensor tensor = find(spec, tensors);
            requireShape(spec, tensor);
            ByteBuffer bytes = tensor.bytes(spec.type());
            requireTokenIds(spec, tensor, bytes);
            inputs.add(new InputTensor(spec, tensor.shape(), bytes));
        }
        return new TensorInputs(inputs);
    }

    private void requireKnown(List<TensorSpec> specs, List<WireTensor> tensors) {
        for (int i = 0; i < tensors.size(); i++) {
            String name = tensors.get(i).name();
            if (!hasInput(specs, name)) {
                throw tensors.get(i)
                        .invalid("model '" + model.name() + "' has no such input: it takes " + takes(specs));
            }
            for (int other = 0; other < i; other++) {
                if (tensors.get(other).name().equals(name)) {
                    throw tensors.get(i).invalid("is there twice");
                }
            }
        }
    }

    private static boolean hasInput(List<TensorSpec> specs, String name) {
        for (TensorSpec spec : specs) {
            if (spec.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private WireTensor find(TensorSpec spec, List<WireTensor> tensors) {
        for (WireTensor tensor : tensors) {
            if (tensor.name().equals(spec.name())) {
                return tensor;
            }
        }
        throw InferenceException.invalid("input '" + spec.name() + "' is missing: model '" + model.name() + "' takes "
                + takes(model.version().signature().inputs()));
    }

    private String takes(List<TensorSpec> specs) {
        List<String> names = specs.stream().map(TensorSpec::name).toList();
        return model.tokenizer() == null ? names.toString() : "['" + InputDecoder.TEXT + "'] or " + names;
    }

    private void requireShape(TensorSpec spec, WireTensor tensor) {
        List<Dimension> dimensions = spec.shape();
        if (tensor.rank() != dimensions.size()) {
            throw wrongShape(spec, tensor);
        }
        for (int axis = 0; axis < dimensions.size(); axis++) {
            long size = tensor.dimension(axis);
            switch (dimensions.get(axis).role()) {
                case FIXED -> {
                    if (size != dimensions.get(axis).size()) {
                        throw wrongShape(spec, tensor);
                    }
                }
                case BATCH -> requireRows(tensor, size);
                case SEQUENCE -> requireLength(tensor, size);
                case FREE -> {
                    if (size < 0) {
                        throw wrongShape(spec, tensor);
                    }
                }
            }
        }
    }

    private void requireRows(WireTensor tensor, long size) {
        if (size < 1) {
            throw tensor.invalid("shape " + tensor.tensor().getShapeList() + " has no row: send at least one");
        }
        if (batch != null && size != rows) {
            throw tensor.invalid(
                    "has " + size + " rows, input '" + batch.name() + "' has " + rows + ": they must be the same");
        }
        batch = tensor;
        rows = size;
    }

    private void requireLength(WireTensor tensor, long size) {
        if (size < 1) {
            throw tensor.invalid("shape " + tensor.tensor().getShapeList() + " has no token: send at least one a row");
        }
        if (sequence != null && size != length) {
            throw tensor.invalid("has " + size + " tokens a row, input '" + sequence.name() + "' has " + length
                    + ": they must be the same");
        }
        TextInput text = model.version().text();
        if (text != null && size > text.maxTokens()) {
            throw tensor.invalid("has " + size + " tokens a row, the model takes " + text.maxTokens());
        }
        sequence = tensor;
        length = size;
    }

    /** The engine refuses an id that is out of range too, but fails the whole batch with it. */
    private void requireTokenIds(TensorSpec spec, WireTensor tensor, ByteBuffer bytes) {
        TextInput text = model.version().text();
        if (text == null || !spec.name().equals(text.ids())) {
            return;
        }
        int size = spec.type().bytes();
        for (int at = 0; at < bytes.limit(); at += size) {
            long id = spec.type() == ElementType.INT64 ? bytes.getLong(at) : bytes.getInt(at);
            if (id < 0 || id >= text.vocabulary()) {
                throw tensor.invalid("element " + at / size + " is token id " + id + ": ids go from 0 to "
                        + (text.vocabulary() - 1));
            }
        }
    }

    private static InferenceException wrongShape(TensorSpec spec, WireTensor tensor) {
        return tensor.invalid("shape is " + tensor.tensor().getShapeList() + " where " + describe(spec) + " is right");
    }

    private static String describe(TensorSpec spec) {
        return spec.shape().stream()
                .map(dimension -> switch (dimension.role()) {
                    case FIXED -> Long.toString(dimension.size());
                    case BATCH -> "batch";
                    case SEQUENCE -> "sequence";
                    case FREE -> "any";
                })
                .toList()
                .toString();
    }
}

package dev.vernier.server.grpc;

import com.google.protobuf.ByteString;
import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.proto.inference.ModelInferRequest.InferInputTensor;
import dev.vernier.server.request.ErrorCode;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceException;
import dev.vernier.server.request.Inputs;
import dev.vernier.server.request.ServedModel;
import dev.vernier.store.TextInput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a request's input tensors into the model's inputs: text to tokenise, or tensors as the signature declares them. */
final class InputDecoder {
    /** The name of the input that takes text. */
    static final String TEXT = "text";

    private InputDecoder() {}

    static Inputs decode(ModelInferRequest request, ServedModel model, boolean truncate) {
        List<WireTensor> tensors = tensors(request);
        TextInput text = model.version().text();
        if (text != null && model.tokenizer() != null && hasText(tensors)) {
            return TextDecoder.decode(tensors, model, truncate);
        }
        return new TensorDecoder(model).decode(tensors);
    }

    private static boolean hasText(List<WireTensor> tensors) {
        for (WireTensor tensor : tensors) {
            if (tensor.isText()) {
                return true;
            }
        }
        return false;
    }

    private static List<WireTensor> tensors(ModelInferRequest request) {
        int raw = request.getRawInputContentsCount();
        int inputs = request.getInputsCount();
        if (raw != 0 && raw != inputs) {
            throw InferenceException.invalid("raw_input_contents has " + raw + " entries for " + inputs
                    + " inputs: it must have one for each input, or none where inputs carry contents");
        }
        List<WireTensor> tensors = new ArrayList<>(inputs);
        for (int i = 0; i < inputs; i++) {
            InferInputTensor input = request.getInputs(i);
            requireSupported(input);
            tensors.add(wire(request, input, raw == 0 ? null : request.getRawInputContents(i)));
        }
        return tensors;
    }

    private static WireTensor wire(ModelInferRequest request, InferInputTensor input, @Nullable ByteString raw) {
        if (raw == null) {
            return new WireTensor(input, null);
        }
        if (input.hasContents()) {
            throw InferenceException.invalid("contents field must not be specified when using raw_input_contents for "
                    + Quote.of(input.getName()) + " for model " + Quote.of(request.getModelName()));
        }
        return new WireTensor(input, raw);
    }

    private static void requireSupported(InferInputTensor input) {
        if (input.containsParameters("shared_memory_region")) {
            throw new InferenceException(Failure.of(
                    ErrorCode.NOT_SUPPORTED,
                    "input " + Quote.of(input.getName())
                            + ": shared memory is not supported, send the tensor in raw_input_contents"));
        }
    }
}

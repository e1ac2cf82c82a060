package dev.vernier.server.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import dev.vernier.server.request.Budget;
import dev.vernier.server.request.ErrorCode;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceException;
import dev.vernier.server.request.InferenceRequest;
import dev.vernier.server.request.Inputs;
import dev.vernier.server.request.ModelCatalog;
import dev.vernier.server.request.RequestParameters;
import dev.vernier.server.request.ServedModel;
import dev.vernier.server.request.TokenInputs;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.TensorSpec;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Turns a ModelInferRequest into a validated request, or says which field is wrong. Thread-safe. */
final class InferenceDecoder {
    private final ModelFinder models;

    InferenceDecoder(ModelCatalog catalog) {
        this.models = new ModelFinder(catalog);
    }

    /** Parses the message; its tensors are views of the buffer. */
    static ModelInferRequest parse(ByteBuf message) {
        try {
            CodedInputStream in =
                    UnsafeByteOperations.unsafeWrap(message.nioBuffer()).newCodedInput();
            in.enableAliasing(true);
            return ModelInferRequest.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw InferenceException.invalid("the message is not an inference.ModelInferRequest: " + e.getMessage());
        } catch (IOException e) {
            throw new IllegalStateException("reading memory failed", e);
        }
    }

    /** The model that the message is for, ready to answer. */
    ServedModel model(ModelInferRequest message) {
        return models.ready(message.getModelName(), message.getModelVersion());
    }

    /**
     * Validates a request.
     *
     * @param messageBytes size of the message that it came in
     * @param arrival what is left of the call's own deadline, and since when
     */
    Inference decode(ModelInferRequest message, ServedModel model, int messageBytes, Budget arrival) {
        Parameters parameters = new Parameters(message.getParametersMap());
        RequestParameters wish = WishDecoder.decode(parameters, model);
        Inputs inputs = InputDecoder.decode(message, model, wish.truncate());
        List<Integer> outputs = outputs(message, model.version());
        Budget budget = shorten(arrival, parameters);
        boolean truncated = inputs instanceof TokenInputs tokens && tokens.isTruncated();
        return new Inference(
                new InferenceRequest(model, inputs, wish, budget, messageBytes), message.getId(), outputs, truncated);
    }

    /** The budget is the smaller of the call's and the parameter's; 0 microseconds ask for none, as with Triton. */
    static Budget shorten(Budget budget, Parameters parameters) {
        long timeoutMicros = parameters.integer("timeout", Long.MAX_VALUE);
        return timeoutMicros == 0
                ? budget
                : new Budget(
                        budget.arrivalNanos(), Math.min(budget.nanos(), TimeUnit.MICROSECONDS.toNanos(timeoutMicros)));
    }

    private static List<Integer> outputs(ModelInferRequest message, ModelVersion version) {
        List<Integer> outputs = new ArrayList<>();
        if (message.getOutputsCount() == 0) {
            for (int output = 0; output < version.signature().outputs().size(); output++) {
                outputs.add(output);
            }
        }
        for (InferRequestedOutputTensor requested : message.getOutputsList()) {
            requireSupported(requested, "classification");
            requireSupported(requested, "shared_memory_region");
            outputs.add(position(requested.getName(), version));
        }
        return outputs;
    }

    private static int position(String output, ModelVersion version) {
        List<String> names =
                version.signature().outputs().stream().map(TensorSpec::name).toList();
        int position = names.indexOf(output);
        if (position < 0) {
            throw InferenceException.invalid("output " + Quote.of(output) + ": model '" + version.model()
                    + "' has no such output, it gives " + names);
        }
        return position;
    }

    private static void requireSupported(InferRequestedOutputTensor output, String parameter) {
        if (output.containsParameters(parameter)) {
            throw new InferenceException(Failure.of(
                    ErrorCode.NOT_SUPPORTED,
                    "output " + Quote.of(output.getName()) + ": parameter '" + parameter
                            + "' is not supported, leave it out and read raw_output_contents"));
        }
    }
}

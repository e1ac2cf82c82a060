package dev.vernier.server.grpc;

import dev.vernier.proto.inference.ModelInferResponse;
import dev.vernier.proto.inference.ModelStreamInferResponse;
import dev.vernier.server.request.Cancellation;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceResponse;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One request of a stream. The outcome is written by one thread and then sent by the loop, to which it is handed over. */
final class StreamElement implements InferencePath.Entrant {
    private final StreamInference stream;
    private final int bytes;
    private final Cancellation cancellation = new Cancellation();
    private String id = "";
    private @Nullable Inference inference;
    private byte @Nullable [] answer;
    private @Nullable Failure failure;
    private boolean done;

    /**
     * @param bytes size of the message that it came in
     */
    StreamElement(StreamInference stream, int bytes) {
        this.stream = stream;
        this.bytes = bytes;
    }

    void identify(String id) {
        this.id = id;
    }

    @Override
    public Exchange exchange() {
        return stream.exchange();
    }

    @Override
    public void accepted(Inference inference) {
        this.inference = inference;
    }

    /** Size of the message that it came in. */
    int bytes() {
        return bytes;
    }

    boolean isDone() {
        return done;
    }

    @Nullable Failure failure() {
        return failure;
    }

    /** The ModelStreamInferResponse, once done. A failure's keeps the id, so that a client knows whose it is. */
    byte[] frame() {
        if (failure == null) {
            return Objects.requireNonNull(answer);
        }
        return Frame.of(ModelStreamInferResponse.newBuilder()
                .setErrorMessage(failure.message())
                .setInferResponse(ModelInferResponse.newBuilder().setId(id))
                .build());
    }

    @Override
    public Executor loop() {
        return exchange().loop();
    }

    @Override
    public Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public void answer(InferenceResponse response) {
        answer = ResponseEncoder.streamed(Objects.requireNonNull(inference), response);
    }

    @Override
    public void fail(Failure failure) {
        this.failure = failure;
    }

    @Override
    public void send() {
        done = true;
        stream.flush();
    }
}

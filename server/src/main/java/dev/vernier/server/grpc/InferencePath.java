package dev.vernier.server.grpc;

import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.server.request.Budget;
import dev.vernier.server.request.Call;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceException;
import dev.vernier.server.request.Intake;
import dev.vernier.server.request.ServedModel;
import dev.vernier.store.tokenizer.Tokenizer;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The way of every inference from its message to the intake. Thread-safe. */
final class InferencePath {
    /** A call that waits for its request to be decoded. */
    interface Entrant extends Call {
        Exchange exchange();

        /** The request is decoded; what follows is the intake's. */
        void accepted(Inference inference);
    }

    /** The tokenizer takes some 30 ns a token: a text of this size is a millisecond, which other calls can wait. */
    private static final int LONG_TEXT_BYTES = 128 << 10;

    private final Vertx vertx;
    private final InferenceDecoder decoder;
    private final Intake intake;
    private final LongSupplier clock;

    /**
     * @param clock monotonic nanos
     */
    InferencePath(Vertx vertx, InferenceDecoder decoder, Intake intake, LongSupplier clock) {
        this.vertx = vertx;
        this.decoder = decoder;
        this.intake = intake;
        this.clock = clock;
    }

    long now() {
        return clock.getAsLong();
    }

    /** Counts a failure that the front end has told the client. */
    void rejected(Failure failure) {
        intake.rejected(failure);
    }

    /** Decodes a message and hands it to the intake, or fails the call. On the call's loop. */
    void enter(ModelInferRequest message, int messageBytes, Budget budget, Entrant entrant) {
        try {
            ServedModel model = decoder.model(message);
            if (belongsOnWorker(model.tokenizer(), messageBytes)) {
                enterFromWorker(message, model, messageBytes, budget, entrant);
            } else {
                submit(decoder.decode(message, model, messageBytes, budget), entrant);
            }
        } catch (InferenceException refused) {
            refuse(refused.failure(), entrant);
        }
    }

    private void enterFromWorker(
            ModelInferRequest message, ServedModel model, int messageBytes, Budget budget, Entrant entrant) {
        vertx.executeBlocking(() -> decoder.decode(message, model, messageBytes, budget), false)
                .onSuccess(inference -> entrant.exchange().guarded(() -> submit(inference, entrant)))
                .onFailure(failure -> entrant.exchange().guarded(() -> {
                    if (failure instanceof InferenceException refused) {
                        refuse(refused.failure(), entrant);
                    } else {
                        throw new IllegalStateException("decoding failed", failure);
                    }
                }));
    }

    private void submit(Inference inference, Entrant entrant) {
        entrant.accepted(inference);
        intake.submit(inference.request(), entrant);
    }

    private void refuse(Failure failure, Entrant entrant) {
        intake.rejected(failure);
        entrant.fail(failure);
        entrant.send();
    }

    private static boolean belongsOnWorker(@Nullable Tokenizer tokenizer, int messageBytes) {
        return tokenizer != null && (!tokenizer.isNonBlocking() || messageBytes > LONG_TEXT_BYTES);
    }
}

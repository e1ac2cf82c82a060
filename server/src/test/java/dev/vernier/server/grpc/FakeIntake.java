package dev.vernier.server.grpc;

import dev.vernier.policy.Explanation;
import dev.vernier.policy.Reason;
import dev.vernier.server.request.Call;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceRequest;
import dev.vernier.server.request.InferenceResponse;
import dev.vernier.server.request.Inputs;
import dev.vernier.server.request.Intake;
import dev.vernier.server.request.RouteQuestion;
import dev.vernier.store.ElementType;
import dev.vernier.store.Tensor;
import dev.vernier.store.VariantCard;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers what it is handed on a thread of its own, as a lane would, from the middle of a batch that is longer and wider
 * than the request; or keeps it for the test to answer.
 */
final class FakeIntake implements Intake, AutoCloseable {
    /** What was handed over and not answered. */
    record Held(InferenceRequest request, Call call) {}

    static final int FIRST_ROW = 1;
    private static final int ROWS_BEHIND = 2;
    private static final int PADDING = 3;

    final BlockingQueue<Held> held = new LinkedBlockingQueue<>();
    final BlockingQueue<InferenceRequest> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<Failure> rejected = new LinkedBlockingQueue<>();
    private final ExecutorService lane = Executors.newSingleThreadExecutor();
    private volatile Function<RouteQuestion, Explanation> explainer = question -> {
        throw new IllegalStateException("nobody explains");
    };
    private volatile boolean holds;
    private volatile @Nullable Failure failure;
    private volatile @Nullable RuntimeException bug;

    /** Keeps requests instead of answering them. */
    void hold(boolean holds) {
        this.holds = holds;
    }

    /** Fails all requests; null ends that. */
    void failWith(@Nullable Failure failure) {
        this.failure = failure;
    }

    void throwBug(@Nullable RuntimeException bug) {
        this.bug = bug;
    }

    @Override
    public void submit(InferenceRequest request, Call call) {
        if (bug != null) {
            throw bug;
        }
        requests.add(request);
        if (holds) {
            held.add(new Held(request, call));
        } else {
            lane.execute(() -> finish(request, call));
        }
    }

    /** From now on routes are explained by this. */
    void explainBy(Function<RouteQuestion, Explanation> explainer) {
        this.explainer = explainer;
    }

    @Override
    public Explanation explain(RouteQuestion question) {
        return explainer.apply(question);
    }

    @Override
    public void rejected(Failure failure) {
        rejected.add(failure);
    }

    void finish(InferenceRequest request, Call call) {
        Failure failed = failure;
        if (failed == null) {
            call.answer(response(request));
        } else {
            call.fail(failed);
        }
        call.loop().execute(call::send);
    }

    static InferenceResponse response(InferenceRequest request) {
        VariantCard variant = request.model().loaded().stream()
                .filter(card -> card.name().equals(request.parameters().variant()))
                .findFirst()
                .orElse(request.model().version().reference());
        return new InferenceResponse(variant, Reason.REFERENCE, 1_500_000, 2_000_999, outputs(request), FIRST_ROW);
    }

    /** identity: the input; topics: the row's number and length, and for each position its number and the row's. */
    private static List<Tensor> outputs(InferenceRequest request) {
        Inputs inputs = request.inputs();
        int rows = FIRST_ROW + inputs.rows() + ROWS_BEHIND;
        int length = inputs.length() + PADDING;
        if (request.model().tokenizer() == null) {
            Tensor y = Tensor.allocate(ElementType.FP32, rows, 4);
            ByteBuffer place = y.buffer().duplicate().order(y.buffer().order());
            place.position(FIRST_ROW * 4 * Float.BYTES);
            inputs.write(0, 0, inputs.rows(), inputs.length(), place);
            return List.of(y);
        }
        Tensor probabilities = Tensor.allocate(ElementType.FP32, rows, 2);
        Tensor hidden = Tensor.allocate(ElementType.FP32, rows, length, 2);
        for (int row = 0; row < rows; row++) {
            probabilities.buffer().putFloat(row * 8, row).putFloat(row * 8 + 4, inputs.length());
            for (int position = 0; position < length; position++) {
                int at = (row * length + position) * 8;
                hidden.buffer().putFloat(at, position).putFloat(at + 4, row);
            }
        }
        return List.of(probabilities, hidden);
    }

    @Override
    public void close() {
        lane.shutdownNow();
    }
}

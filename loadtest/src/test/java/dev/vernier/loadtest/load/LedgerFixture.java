package dev.vernier.loadtest.load;

import dev.vernier.proto.inference.InferParameter;
import dev.vernier.proto.inference.ModelInferResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/** Ledgers filled by hand, for tests of what is computed from them. */
public final class LedgerFixture {
    private static final Duration SLO = Duration.ofMillis(60);

    /**
     * What becomes of one row.
     *
     * @param variant the variant that answers; empty for a refusal
     */
    public record Fate(String variant, long latencyMillis, boolean isCorrect, double fidelity) {
        public static Fate refused() {
            return new Fate("", 1, false, 0);
        }
    }

    private LedgerFixture() {}

    /** Rows 1 ms apart over texts in a fixed order. */
    public static Plan plan(int rows, int texts) {
        Segment segment = Segment.step(1_000, Duration.ofNanos(rows * 1_000_000L + 1));
        return Plan.of(Schedule.of(List.of(segment), Arrivals.CONSTANT, 1, rows), texts, 1);
    }

    public static Ledger ledger(Plan plan, IntFunction<Fate> fates) {
        Fate[] current = new Fate[1];
        Ledger ledger =
                new Ledger(plan, (text, output) -> new Score(current[0].isCorrect(), current[0].fidelity()), SLO);
        long start = System.nanoTime() - Duration.ofMinutes(1).toNanos();
        ledger.start(start);
        for (int row = 0; row < plan.size(); row++) {
            long intended = start + plan.schedule().offsetNanos(row);
            current[0] = fates.apply(row);
            ledger.admit(row, intended, Integer.MAX_VALUE);
            ledger.replied(row, reply(current[0], intended + current[0].latencyMillis() * 1_000_000));
        }
        ledger.close();
        return ledger;
    }

    private static Reply reply(Fate fate, long nanos) {
        if (fate.variant().isEmpty()) {
            return new Reply(Status.RESOURCE_EXHAUSTED, null, false, true, nanos);
        }
        InferParameter variant =
                InferParameter.newBuilder().setStringParam(fate.variant()).build();
        ModelInferResponse response = ModelInferResponse.newBuilder()
                .putParameters("variant", variant)
                .build();
        return new Reply(Status.OK, Answer.of(response), true, false, nanos);
    }
}

package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.Outcome;
import dev.vernier.loadtest.stage.Ladder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When the reference answers again after a crowd: from the first request on after which it gave, of the requests that were due
 * within a second, all but three in a hundred, in time.
 */
final class Return {
    private static final long WINDOW_NANOS = 1_000_000_000;
    private static final double SHARE = 0.97;

    private Return() {}

    /** Milliseconds from the end of the crowd to the beginning of that second; null where the trace has none. */
    static @Nullable Double millis(Ledger ledger, Duration calmFrom) {
        long calm = calmFrom.toNanos();
        long last = ledger.plan().schedule().duration().toNanos() - WINDOW_NANOS;
        int good = 0;
        int end = firstFrom(ledger, calm);
        for (int row = end; row < ledger.size() && due(ledger, row) <= last; row++) {
            for (; end < ledger.size() && due(ledger, end) - due(ledger, row) < WINDOW_NANOS; end++) {
                good += isGood(ledger, end);
            }
            if (isGood(ledger, row) == 1 && good >= SHARE * (end - row)) {
                return Math.max(0, due(ledger, row) - calm) / 1e6;
            }
            good -= isGood(ledger, row);
        }
        return null;
    }

    private static int firstFrom(Ledger ledger, long nanos) {
        int row = 0;
        while (row < ledger.size() && due(ledger, row) < nanos) {
            row++;
        }
        return row;
    }

    private static long due(Ledger ledger, int row) {
        return ledger.plan().schedule().offsetNanos(row);
    }

    private static int isGood(Ledger ledger, int row) {
        boolean isReference = ledger.variant(row).equals(Ladder.REFERENCE);
        return isReference && ledger.outcome(row) == Outcome.IN_TIME ? 1 : 0;
    }
}

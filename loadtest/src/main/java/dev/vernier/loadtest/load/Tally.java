package dev.vernier.loadtest.load;

import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Sums over a stretch of a ledger.
 *
 * <p>The latencies are those of answers, of replies that came too late and of lost requests (how long they were waited
 * for, which is a lower bound); refusals and failures are quick and would make the percentiles look better than the
 * service is.
 */
public final class Tally {
    private static final long MAX_MICROS = 3_600_000_000L;

    private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    private final SortedMap<String, Integer> mix = new TreeMap<>();
    private final Histogram latencyMicros = new Histogram(MAX_MICROS, 3);
    private final Histogram lagMicros = new Histogram(MAX_MICROS, 3);
    private final double seconds;
    private int sent;
    private int answered;
    private int correct;
    private int correctInTime;
    private double fidelityInTime;

    private Tally(double seconds) {
        this.seconds = seconds;
    }

    /** The whole run. */
    public static Tally of(Ledger ledger) {
        double seconds = ledger.plan().schedule().duration().toNanos() / 1e9;
        return of(ledger, 0, ledger.size(), seconds);
    }

    /** The rows from {@code from} to {@code to}, exclusive, which were due within so many seconds. */
    static Tally of(Ledger ledger, int from, int to, double seconds) {
        Tally tally = new Tally(seconds);
        for (int row = from; row < to; row++) {
            tally.add(ledger, row);
        }
        return tally;
    }

    private void add(Ledger ledger, int row) {
        Outcome outcome = ledger.outcome(row);
        sent++;
        counts.merge(outcome, 1, Integer::sum);
        lagMicros.recordValue(micros(ledger.lagNanos(row)));
        if (outcome != Outcome.SHED && outcome != Outcome.FAILED) {
            latencyMicros.recordValue(micros(ledger.latencyNanos(row)));
        }
        if (ledger.isAnswered(row)) {
            addAnswer(ledger, row, outcome == Outcome.IN_TIME);
        }
    }

    private void addAnswer(Ledger ledger, int row, boolean isInTime) {
        answered++;
        mix.merge(ledger.variant(row), 1, Integer::sum);
        correct += ledger.isCorrect(row) ? 1 : 0;
        if (isInTime) {
            correctInTime += ledger.isCorrect(row) ? 1 : 0;
            fidelityInTime += ledger.fidelity(row);
        }
    }

    private static long micros(long nanos) {
        return Math.max(0, Math.min(MAX_MICROS, nanos / 1_000));
    }

    public int sent() {
        return sent;
    }

    public int count(Outcome outcome) {
        return counts.getOrDefault(outcome, 0);
    }

    /** Whether each request that was due has one outcome. */
    public boolean isBalanced() {
        return counts.values().stream().mapToInt(Integer::intValue).sum() == sent;
    }

    /** Answers, in time or late. */
    public int answered() {
        return answered;
    }

    public double offeredRps() {
        return sent / seconds;
    }

    public double throughputRps() {
        return answered / seconds;
    }

    public double goodputRps() {
        return count(Outcome.IN_TIME) / seconds;
    }

    /** Answers in time / requests; 1 where there were none. */
    public double sloAttainment() {
        return sent == 0 ? 1 : (double) count(Outcome.IN_TIME) / sent;
    }

    /** Right answers in time / requests. */
    public double accuracyOffered() {
        return sent == 0 ? 0 : (double) correctInTime / sent;
    }

    /** Sum of the fidelities of the answers in time / requests; NaN where a reference's answer is not known. */
    public double fidelityOffered() {
        return sent == 0 ? 0 : fidelityInTime / sent;
    }

    /** Right answers / answers; 0 where there were none. */
    public double accuracyServed() {
        return answered == 0 ? 0 : (double) correct / answered;
    }

    /** Answers by variant. */
    public SortedMap<String, Integer> mix() {
        return new TreeMap<>(mix);
    }

    /** Latency below which the given share (in percent) of the replies came; 0 where there were none. */
    public double latencyMillis(double percentile) {
        return latencyMicros.getValueAtPercentile(percentile) / 1e3;
    }

    /** How much later than intended requests were sent. */
    public double lagMillis(double percentile) {
        return lagMicros.getValueAtPercentile(percentile) / 1e3;
    }

    /** Length of the stretch. */
    double seconds() {
        return seconds;
    }

    Histogram latencyMicros() {
        return latencyMicros.copy();
    }
}

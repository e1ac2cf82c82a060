package dev.vernier.loadtest.stage;

import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.Outcome;
import dev.vernier.store.measure.Intervals;
import dev.vernier.store.measure.Measure;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How much better one policy's answers are than another's to the same requests, with an interval by bootstrap over the
 * texts: a text is sent many times and its answers are alike, so requests are no independent sample, texts are.
 */
public final class Gain {
    /** What one request brought. */
    public enum Worth {
        /** 1 for a right answer in time. */
        ACCURACY {
            @Override
            double of(Ledger ledger, int row) {
                return ledger.isCorrect(row) ? 1 : 0;
            }
        },
        /** Agreement with the reference, for an answer in time. */
        FIDELITY {
            @Override
            double of(Ledger ledger, int row) {
                return ledger.fidelity(row);
            }
        };

        abstract double of(Ledger ledger, int row);

        /** The same over what was offered: 0 for a request that was not answered in time. */
        double offered(Ledger ledger, int row) {
            return ledger.outcome(row) == Outcome.IN_TIME ? of(ledger, row) : 0;
        }
    }

    private final Worth worth;
    private final double[] differences;
    private final double[] requests;

    /** @param texts size of the corpus */
    public Gain(Worth worth, int texts) {
        this.worth = worth;
        this.differences = new double[texts];
        this.requests = new double[texts];
    }

    /** Adds two runs of the same plan. */
    public void add(Ledger ours, Ledger theirs) {
        if (ours.size() != theirs.size()) {
            throw new IllegalArgumentException(
                    "runs of " + ours.size() + " and " + theirs.size() + " requests are no pair");
        }
        for (int row = 0; row < ours.size(); row++) {
            add(ours.plan().text(row), worth.offered(ours, row) - worth.offered(theirs, row));
        }
    }

    void add(int text, double difference) {
        differences[text] += difference;
        requests[text]++;
    }

    /** The mean difference a request. */
    public Measure measure(long seed) {
        double[] sent = IntStream.range(0, requests.length)
                .filter(text -> requests[text] > 0)
                .asDoubleStream()
                .toArray();
        return Intervals.pairedBootstrap(sent, this::meanOver, seed);
    }

    private double meanOver(double[] texts) {
        double sum = Arrays.stream(texts).map(text -> differences[(int) text]).sum();
        return sum / Arrays.stream(texts).map(text -> requests[(int) text]).sum();
    }
}

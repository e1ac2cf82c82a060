package dev.vernier.store;

/** What a model's first output means, and with it how a variant's fidelity to the reference is measured. */
public enum Task {
    /** Class probabilities, [batch, classes]: fidelity = 1 - upper bound (95 %) of the top-1 disagreement. */
    CLASSIFY("1 - disagreement"),
    /** One vector a row, [batch, width]: fidelity = 1 - upper bound (95 %) of the mean of 1 - cosine. */
    EMBED("cosine"),
    /** Anything else: only the reference is served. */
    OTHER("none");

    private final String fidelityMetric;

    Task(String fidelityMetric) {
        this.fidelityMetric = fidelityMetric;
    }

    /** The name of the fidelity, as model metadata and cards show it. */
    public String fidelityMetric() {
        return fidelityMetric;
    }
}

package dev.vernier.store.measure;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A measured figure with its 95 % interval.
 *
 * @param n size of the sample
 * @param method how the interval was found: {@code paired-bootstrap}, {@code wilson}, {@code mcnemar-exact} or {@code
 *     interleaved-median}
 */
public record Measure(
        double value,
        @JsonProperty("ci_low") double low,
        @JsonProperty("ci_high") double high,
        int n,
        @JsonProperty("ci") String method) {}

package dev.vernier.compressor;

import java.util.Map;

/**
 * What a compression published, and how long its passes took.
 *
 * @param passSeconds by the names of variants and passes
 * @param notMade the variants that the model gave no occasion for, each with the reason
 */
record CompressionResult(
        MeasuredVersion published, Map<String, Map<String, Double>> passSeconds, Map<String, String> notMade) {}

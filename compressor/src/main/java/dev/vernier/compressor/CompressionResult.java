package dev.vernier.compressor;

import dev.vernier.store.ModelVersion;
import dev.vernier.store.VariantCard;
import dev.vernier.store.measure.Measure;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a compression published, and what its variants cost on this machine.
 *
 * @param variants the reference first
 */
record CompressionResult(ModelVersion version, List<Row> variants) {
    CompressionResult {
        variants = List.copyOf(variants);
    }

    static CompressionResult of(ModelVersion version, List<BuiltVariant> built, SpeedStep speed) {
        return new CompressionResult(
                version,
                IntStream.range(0, built.size())
                        .mapToObj(i -> new Row(
                                version.variants().get(i),
                                speed.measures(i),
                                speed.speedupByLength(i),
                                built.get(i).passSeconds()))
                        .toList());
    }

    /**
     * One variant.
     *
     * @param speed measures of time by their names in RESULTS
     * @param speedupByLength speed-ups by the number of tokens
     */
    record Row(
            VariantCard card,
            Map<String, Measure> speed,
            Map<String, Measure> speedupByLength,
            Map<String, Double> passSeconds) {}
}

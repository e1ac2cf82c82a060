package dev.vernier.compressor;

import dev.vernier.compressor.evaluation.Verdict;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.VariantCard;
import dev.vernier.store.measure.Measure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A published version with what its variants were measured to be worth and to cost on this machine.
 *
 * @param variants the reference first
 */
record MeasuredVersion(ModelVersion version, List<Variant> variants) {
    MeasuredVersion {
        variants = List.copyOf(variants);
    }

    static MeasuredVersion of(ModelVersion version, List<Verdict> verdicts, SpeedStep speed) {
        return new MeasuredVersion(
                version,
                IntStream.range(0, verdicts.size())
                        .mapToObj(i -> variant(version.variants().get(i), verdicts.get(i), speed, i))
                        .toList());
    }

    private static Variant variant(VariantCard card, Verdict verdict, SpeedStep speed, int place) {
        Map<String, Measure> measures = new TreeMap<>(card.measures());
        measures.putAll(verdict.measures());
        measures.putAll(speed.measures(place));
        return new Variant(card, verdict.fidelity(), measures, speed.speedupByLength(place), verdict.byDamage());
    }

    /**
     * One variant.
     *
     * @param measures by their names in RESULTS
     * @param speedupByLength speed-ups by the number of tokens
     * @param byDamage agreement with the reference over damaged texts, by the kind of damage
     */
    record Variant(
            VariantCard card,
            double fidelity,
            Map<String, Measure> measures,
            Map<String, Measure> speedupByLength,
            Map<String, Measure> byDamage) {}
}

package dev.vernier.compressor;

import dev.vernier.store.ModelVersion;
import dev.vernier.store.VariantCard;
import dev.vernier.store.measure.ResidentMemory;
import dev.vernier.store.measure.ResultFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a result file of {@code compress} and {@code evaluate}, by their names in RESULTS. */
final class ResultFields {
    private ResultFields() {}

    /** @param passSeconds by the names of variants and passes; empty where nothing was made */
    static void write(MeasuredVersion result, Map<String, Map<String, Double>> passSeconds, ResultFile file) {
        ModelVersion version = result.version();
        file.set("model", version.model());
        file.set("model_version", version.version());
        file.set("model_digest", version.reference().artefacts().get(0).digest());
        file.set("peak_rss_mib", Math.round(ResidentMemory.peakMib()));
        Ladder ladder = new Ladder(result.variants());
        List<Map<String, @Nullable Object>> variants = result.variants().stream()
                .map(variant -> fields(
                        variant, ladder, passSeconds.getOrDefault(variant.card().name(), Map.of())))
                .toList();
        file.set("variants", variants);
    }

    private static Map<String, @Nullable Object> fields(
            MeasuredVersion.Variant variant, Ladder ladder, Map<String, Double> passSeconds) {
        VariantCard card = variant.card();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", card.name());
        fields.put("digest", card.digest());
        fields.put("recipe", card.facts().path("recipe"));
        fields.put("family", Family.of(card));
        fields.put("on_hull", ladder.isOnHull(variant));
        fields.put("best_of_family", ladder.isBestOfFamily(variant));
        fields.put("accepted", card.isAccepted());
        fields.put("gate", card.gate());
        fields.put("bytes", card.bytes());
        fields.put("fidelity", variant.fidelity());
        fields.put("batch_invariant", card.batchInvariant());
        fields.putAll(variant.measures());
        fields.put("speedup_by_length", variant.speedupByLength());
        fields.put("fidelity_by_damage", variant.byDamage());
        fields.put(LeftReport.FACT, card.facts().path(LeftReport.FACT));
        fields.put("pass_seconds", passSeconds);
        return fields;
    }
}

package dev.vernier.compressor;

import dev.vernier.store.VariantCard;
import dev.vernier.store.measure.ResultFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of a result file of {@code compress} and {@code evaluate}, by their names in RESULTS. */
final class ResultFields {
    private ResultFields() {}

    static void write(CompressionResult result, ResultFile file) {
        file.set("model", result.version().model());
        file.set("model_version", result.version().version());
        file.set("model_digest", result.version().reference().artefacts().get(0).digest());
        file.set("peak_rss_mib", PeakMemory.mib());
        List<Map<String, Object>> variants =
                result.variants().stream().map(ResultFields::variant).toList();
        file.set("variants", variants);
    }

    private static Map<String, Object> variant(CompressionResult.Row row) {
        VariantCard card = row.card();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", card.name());
        fields.put("digest", card.digest());
        fields.put("recipe", card.facts().path("recipe"));
        fields.put("accepted", card.isAccepted());
        fields.put("gate", card.gate());
        fields.put("bytes", card.bytes());
        fields.put("fidelity", card.fidelity());
        fields.put("batch_invariant", card.batchInvariant());
        fields.putAll(card.measures());
        fields.putAll(row.speed());
        fields.put("speedup_by_length", row.speedupByLength());
        fields.put("pass_seconds", row.passSeconds());
        return fields;
    }
}

package dev.vernier.compressor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vernier.compressor.graph.LeftInFp32;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.VariantCard;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells which weights are still fp32, and why: in cards in full, on the screen a line for each reason. */
final class LeftReport {
    /** Its name among a card's facts. */
    static final String FACT = "left_in_fp32";

    private static final double MIB = 1 << 20;
    private static final int NAMED = 3;

    private LeftReport() {}

    static ArrayNode facts(List<LeftInFp32> left) {
        ArrayNode facts = JsonNodeFactory.instance.arrayNode();
        left.forEach(weight -> facts.addObject()
                .put("weight", weight.weight())
                .put("shape", weight.shape())
                .put("bytes", weight.bytes())
                .put("node", weight.node())
                .put("reason", weight.reason()));
        return facts;
    }

    /** What the variants of a version have left, a line for each reason. */
    static void print(ModelVersion version, PrintWriter out) {
        Map<String, Map<String, List<LeftInFp32>>> byReason = new LinkedHashMap<>();
        for (VariantCard card : version.variants()) {
            byReason(read(card))
                    .forEach((reason, left) -> byReason.computeIfAbsent(reason, same -> new LinkedHashMap<>())
                            .put(card.name(), left));
        }
        byReason.forEach((reason, variants) -> {
            List<LeftInFp32> most = variants.values().stream()
                    .max(Comparator.comparingLong(LeftReport::bytes))
                    .orElse(List.of());
            String names =
                    variants.size() > NAMED ? variants.size() + " variants" : String.join(", ", variants.keySet());
            out.println("left in fp32 by " + names + ": " + line(reason, most));
        });
    }

    /** What a graph has left: a line for each reason, which begins with {@code heading}. */
    static void print(String heading, List<LeftInFp32> left, PrintWriter out) {
        byReason(left).forEach((reason, weights) -> out.println(heading + line(reason, weights)));
    }

    private static String line(String reason, List<LeftInFp32> weights) {
        return String.format(
                Locale.ROOT,
                "%.1f MiB, %d x %s (%s%s)",
                bytes(weights) / MIB,
                weights.size(),
                reason,
                weights.get(0).node(),
                weights.size() > 1 ? ", ..." : "");
    }

    private static Map<String, List<LeftInFp32>> byReason(List<LeftInFp32> left) {
        return left.stream()
                .collect(Collectors.groupingBy(LeftInFp32::reason, LinkedHashMap::new, Collectors.toList()));
    }

    private static long bytes(List<LeftInFp32> left) {
        return left.stream().mapToLong(LeftInFp32::bytes).sum();
    }

    private static List<LeftInFp32> read(VariantCard card) {
        List<LeftInFp32> left = new ArrayList<>();
        for (JsonNode weight : card.facts().path(FACT)) {
            left.add(new LeftInFp32(
                    weight.path("weight").asText(),
                    weight.path("shape").asText(),
                    weight.path("bytes").asLong(),
                    weight.path("node").asText(),
                    weight.path("reason").asText()));
        }
        return left;
    }
}

package dev.vernier.compressor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vernier.compressor.graph.LeftInFp32;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.VariantCard;
import java.io.PrintWriter;
import java.util.ArrayList;
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

    /** What each variant of a version has left. */
    static void print(ModelVersion version, PrintWriter out) {
        for (VariantCard card : version.variants()) {
            List<LeftInFp32> left = new ArrayList<>();
            for (JsonNode weight : card.facts().path(FACT)) {
                left.add(new LeftInFp32(
                        weight.path("weight").asText(),
                        weight.path("shape").asText(),
                        weight.path("bytes").asLong(),
                        weight.path("node").asText(),
                        weight.path("reason").asText()));
            }
            print("left in fp32: " + card.name() + ": ", left, out);
        }
    }

    /** A line for each reason, which begins with {@code heading}. */
    static void print(String heading, List<LeftInFp32> left, PrintWriter out) {
        Map<String, List<LeftInFp32>> byReason = new LinkedHashMap<>();
        left.forEach(weight -> byReason.computeIfAbsent(weight.reason(), reason -> new ArrayList<>())
                .add(weight));
        byReason.forEach((reason, weights) -> out.printf(
                Locale.ROOT,
                "%s%.1f MiB, %d x %s (%s%s)%n",
                heading,
                weights.stream().mapToLong(LeftInFp32::bytes).sum() / MIB,
                weights.size(),
                reason,
                weights.stream().limit(NAMED).map(LeftInFp32::node).collect(Collectors.joining(", ")),
                weights.size() > NAMED ? ", ..." : ""));
    }
}

package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.MeasuredVersion.Variant;
import dev.vernier.store.VariantCard;
import dev.vernier.store.measure.Measure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LadderTest {
    private static final List<Variant> VARIANTS = List.of(
            variant("fp32", null, 10, 1),
            variant("mixed", null, 4, 0.99, "channel-scaling", "mixed"),
            variant("between", null, 3.9, 0.981, "int8"),
            variant("int8", null, 3, 0.98, "channel-scaling", "int8-static"),
            variant("pruned", null, 3.5, 0.97, "head-pruning", "ridge-refit", "int8"),
            variant("shallow", null, 2, 0.95, "layer-dropping", "neuron-pruning", "int8"),
            variant("low-rank", "fidelity 0.80 < 0.95", 8, 0.8, "low-rank", "ridge-refit"),
            variant("lower-rank", "fidelity 0.70 < 0.95", 9, 0.7, "low-rank"));

    private final Ladder ladder = new Ladder(VARIANTS);

    /** From int8 to mixed is .01 a millisecond, from int8 to what lies between .001. */
    @Test
    void theHullLeavesOutWhatCostsMoreForWhatItGainsThanTheNext() {
        assertThat(VARIANTS.stream()
                        .filter(ladder::isOnHull)
                        .map(variant -> variant.card().name()))
                .containsExactly("fp32", "mixed", "int8", "shallow");
    }

    @Test
    void aFamilysBestAreShownAlsoWhereItLoses() {
        assertThat(VARIANTS.stream()
                        .filter(ladder::isBestOfFamily)
                        .map(variant -> variant.card().name()))
                .containsExactly("fp32", "mixed", "between", "int8", "pruned", "shallow", "low-rank");
    }

    @Test
    void tellsWhichFamilyMakesEachRung() {
        StringWriter text = new StringWriter();

        ladder.print(new PrintWriter(text, true));

        assertThat(text.toString().lines())
                .containsExactly(
                        "the hull, from the fastest: shallow (structure + quantisation), int8 (quantisation), mixed"
                                + " (quantisation), fp32",
                        "the best of quantisation: mixed 2.50x 0.9900, between 2.56x 0.9810, int8 3.33x 0.9800",
                        "the best of structure + quantisation: pruned 2.86x 0.9700, shallow 5.00x 0.9500",
                        "the best of low rank: low-rank 1.25x 0.8000");
    }

    private static Variant variant(
            String name, @Nullable String gate, double millis, double fidelity, String... passes) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        ArrayNode recipe = facts.putArray("recipe");
        for (String pass : passes) {
            recipe.addObject().put("pass", pass);
        }
        VariantCard card = new VariantCard(
                name,
                gate,
                fidelity,
                true,
                List.of(new VariantCard.Artefact("model.onnx", "0".repeat(64), 1)),
                Map.of(),
                facts);
        return new Variant(
                card, fidelity, Map.of("latency_ms", exact(millis), "speedup", exact(10 / millis)), Map.of(), Map.of());
    }

    private static Measure exact(double value) {
        return new Measure(value, value, value, 1, "exact");
    }
}

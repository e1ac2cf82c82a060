package dev.vernier.compressor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.LeftInFp32;
import dev.vernier.compressor.passes.Fusions;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.recipe.Recipe;
import dev.vernier.store.Draft;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleConsumer;

/** Turns recipes into files of a draft. Recipes that begin with the same passes share what those made. */
final class VariantBuilder {
    private final Calibration calibration;
    private final Draft draft;
    private final Map<List<Pass>, Made> shared = new HashMap<>();

    /**
     * Answers have to be numbers before anything can come close to them.
     *
     * @param reference normalised, with its head
     * @throws GraphException when they are not
     */
    VariantBuilder(Graph reference, Calibration calibration, Draft draft) {
        calibration.requireNumbers(reference);
        this.calibration = calibration.towards(reference);
        this.draft = draft;
        shared.put(List.of(), Made.reference(reference));
    }

    BuiltVariant build(Recipe recipe, DoubleConsumer progress) {
        Made made = made(recipe.passes());
        progress.accept(1);
        return new BuiltVariant(
                recipe.name(),
                made.steps,
                VariantFiles.put(made.graph, draft),
                GraphSize.of(made.graph),
                made.steps.isEmpty() ? List.of() : LeftInFp32.in(made.graph),
                Fusions.check(made.graph),
                made.seconds);
    }

    /** Kept is what all but the last pass made: the last one's is the variant itself, which is in a file. */
    private Made made(List<Pass> passes) {
        if (passes.isEmpty()) {
            return Objects.requireNonNull(shared.get(passes));
        }
        List<Pass> allButLast = List.copyOf(passes.subList(0, passes.size() - 1));
        Made before = shared.get(allButLast);
        if (before == null) {
            before = made(allButLast);
            shared.put(allButLast, before);
        }
        return before.then(passes.get(allButLast.size()), calibration);
    }

    /** A graph on its way, with what the card tells of each pass and how long that took. */
    private record Made(Graph graph, ArrayNode steps, Map<String, Double> seconds) {
        static Made reference(Graph graph) {
            return new Made(graph, JsonNodeFactory.instance.arrayNode(), Map.of());
        }

        Made then(Pass pass, Calibration calibration) {
            long startNanos = System.nanoTime();
            Pass.Outcome outcome = pass.apply(graph, calibration);
            Map<String, Double> moreSeconds = new LinkedHashMap<>(seconds);
            moreSeconds.put(pass.name(), (System.nanoTime() - startNanos) / 1e9);
            ObjectNode step = JsonNodeFactory.instance.objectNode().put("pass", pass.name());
            step.setAll(outcome.facts());
            return new Made(outcome.graph(), steps.deepCopy().add(step), moreSeconds);
        }
    }
}

package dev.vernier.compressor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.OnnxWriter;
import dev.vernier.compressor.passes.Fusions;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.store.Draft;
import dev.vernier.store.VariantCard.Artefact;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleConsumer;

/** Turns recipes into files of a draft. */
final class VariantBuilder {
    private static final String MODEL_FILE = "model.onnx";

    private final Graph reference;
    private final Calibration calibration;
    private final Draft draft;

    /** @param reference normalised, with its head */
    VariantBuilder(Graph reference, Calibration calibration, Draft draft) {
        this.reference = reference;
        this.calibration = calibration;
        this.draft = draft;
    }

    BuiltVariant build(Recipe recipe, DoubleConsumer progress) {
        Graph graph = reference;
        ArrayNode steps = JsonNodeFactory.instance.arrayNode();
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (Pass pass : recipe.passes()) {
            long startNanos = System.nanoTime();
            Pass.Outcome outcome = pass.apply(graph, calibration);
            graph = outcome.graph();
            steps.add(step(pass, outcome.facts()));
            seconds.put(pass.name(), (System.nanoTime() - startNanos) / 1e9);
            progress.accept((double) seconds.size() / recipe.passes().size());
        }
        byte[] bytes = OnnxWriter.bytes(graph);
        Artefact artefact = new Artefact(MODEL_FILE, draft.put(bytes), bytes.length);
        return new BuiltVariant(recipe.name(), steps, artefact, GraphSize.of(graph), Fusions.check(graph), seconds);
    }

    private static ObjectNode step(Pass pass, ObjectNode facts) {
        ObjectNode step = JsonNodeFactory.instance.objectNode().put("pass", pass.name());
        step.setAll(facts);
        return step;
    }
}

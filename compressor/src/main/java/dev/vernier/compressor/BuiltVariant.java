package dev.vernier.compressor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.vernier.compressor.graph.LeftInFp32;
import dev.vernier.store.VariantCard.Artefact;
import java.util.List;
import java.util.Map;

/**
 * A variant's file, before anybody has measured it.
 *
 * @param recipe its passes in order, each with its name and what it tells about itself
 * @param artefact the file, which is in the draft
 * @param leftInFp32 what the passes did not make smaller
 * @param operators how often ONNX Runtime runs each operator after its own optimisations
 * @param passSeconds how long each pass took
 */
record BuiltVariant(
        String name,
        ArrayNode recipe,
        Artefact artefact,
        GraphSize size,
        List<LeftInFp32> leftInFp32,
        Map<String, Integer> operators,
        Map<String, Double> passSeconds) {

    boolean isReference() {
        return recipe.isEmpty();
    }
}

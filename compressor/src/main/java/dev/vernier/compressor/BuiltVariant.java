package dev.vernier.compressor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.vernier.store.VariantCard.Artefact;
import java.util.Map;

/**
 * A variant's file, before anybody has measured it.
 *
 * @param recipe its passes in order, each with its name and what it tells about itself
 * @param artefact the file, which is in the draft
 * @param operators how often ONNX Runtime runs each operator after its own optimisations
 * @param passSeconds how long each pass took
 */
record BuiltVariant(
        String name,
        ArrayNode recipe,
        Artefact artefact,
        GraphSize size,
        Map<String, Integer> operators,
        Map<String, Double> passSeconds) {

    boolean isReference() {
        return recipe.isEmpty();
    }
}

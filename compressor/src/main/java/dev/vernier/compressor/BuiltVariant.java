package dev.vernier.compressor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.vernier.compressor.graph.LeftInFp32;
import dev.vernier.store.VariantCard.Artefact;
import java.util.List;
import java.util.Map;

/**
 * A variant's files, before anybody has measured it.
 *
 * @param recipe its passes in order, each with its name and what it tells about itself
 * @param artefacts the files, which are in the draft, the model first
 * @param leftInFp32 what the passes did not make smaller
 * @param operators how often ONNX Runtime runs each operator after its own optimisations
 * @param passSeconds how long each pass took
 */
record BuiltVariant(
        String name,
        ArrayNode recipe,
        List<Artefact> artefacts,
        GraphSize size,
        List<LeftInFp32> leftInFp32,
        Map<String, Integer> operators,
        Map<String, Double> passSeconds) {

    BuiltVariant {
        artefacts = List.copyOf(artefacts);
    }

    /** Digest of the model file. */
    String digest() {
        return artefacts.get(0).digest();
    }

    long bytes() {
        return artefacts.stream().mapToLong(Artefact::bytes).sum();
    }

    boolean isReference() {
        return recipe.isEmpty();
    }
}

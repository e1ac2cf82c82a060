package dev.vernier.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vernier.store.measure.Measure;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The deterministic facts of one variant; its digest is the SHA-256 of its canonical JSON, so the same input gives the
 * same digest. What depends on a machine is the {@link Profile}.
 *
 * @param name unique within its version, e.g. {@code int8-static}
 * @param gate the gate that the variant failed, with numbers; null when it is accepted
 * @param fidelity agreement with the reference in [0,1]: 1 - the upper bound (95 %) of the loss; exactly 1 for the
 *     reference. The metric is the {@link Task}'s.
 * @param batchInvariant whether an answer is the same whatever else is in its batch
 * @param artefacts the files that make up the variant, the model file first
 * @param measures figures by their names in RESULTS, each with its interval
 * @param facts everything else: recipe, digests of the data, toolchain, sensitivities
 */
public record VariantCard(
        String name,
        @Nullable String gate,
        double fidelity,
        boolean batchInvariant,
        List<Artefact> artefacts,
        Map<String, Measure> measures,
        JsonNode facts) {

    /**
     * A file of a variant.
     *
     * @param file the name under which the graph refers to it
     * @param digest SHA-256 of its bytes, hexadecimal
     */
    public record Artefact(String file, String digest, long bytes) {
        public Artefact {
            StoreLayout.requireName("file", file);
            StoreLayout.requireDigest(digest);
        }
    }

    private static final String SCHEMA = "variant-card/1";

    public VariantCard {
        artefacts = List.copyOf(artefacts);
        measures = Map.copyOf(measures);
        if (artefacts.isEmpty()) {
            throw new IllegalArgumentException("variant " + name + " has no artefact");
        }
        if (!(fidelity >= 0 && fidelity <= 1)) {
            throw new IllegalArgumentException("fidelity " + fidelity + " of " + name + " is not in [0,1]");
        }
    }

    public boolean isAccepted() {
        return gate == null;
    }

    public long bytes() {
        return artefacts.stream().mapToLong(Artefact::bytes).sum();
    }

    /** SHA-256 of the card's canonical JSON: the variant's identity. */
    public String digest() {
        return Sha256.of(json());
    }

    byte[] json() {
        return CanonicalJson.bytes(CanonicalJson.tree(SCHEMA, this));
    }

    static VariantCard read(byte[] json) throws IOException {
        return CanonicalJson.read(json, SCHEMA, VariantCard.class);
    }
}

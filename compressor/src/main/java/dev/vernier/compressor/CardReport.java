package dev.vernier.compressor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vernier.store.Dimension;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.TensorSpec;
import dev.vernier.store.VariantCard;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows cards. */
final class CardReport {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private CardReport() {}

    /** A version and a line for each of its variants. */
    static void print(ModelVersion version, PrintWriter out) {
        out.printf(
                "%s version %s, %s; fidelity is %s%n",
                version.model(),
                version.version(),
                version.task().name().toLowerCase(Locale.ROOT),
                version.task().fidelityMetric());
        out.println("takes  " + tensors(version.signature().inputs()));
        out.println("gives  " + tensors(version.signature().outputs()));
        for (VariantCard card : version.variants()) {
            out.printf(
                    Locale.ROOT,
                    "%-14s %6.1f MiB  fidelity %.4f  %-19s %s  card %.12s%n",
                    card.name(),
                    card.bytes() / 1048576.0,
                    card.fidelity(),
                    card.batchInvariant() ? "batch-invariant" : "not batch-invariant",
                    card.isAccepted() ? "accepted" : "rejected: " + card.gate(),
                    card.digest());
        }
    }

    /** Everything that a card says. */
    static void print(VariantCard card, PrintWriter out) {
        try {
            out.println("card " + card.digest());
            out.println(JSON.writeValueAsString(card));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a card can always be written", e);
        }
    }

    private static String tensors(List<TensorSpec> specs) {
        return specs.stream()
                .map(spec -> spec.name() + " " + spec.type()
                        + spec.shape().stream().map(CardReport::dimension).toList())
                .collect(Collectors.joining(", "));
    }

    private static String dimension(Dimension dimension) {
        return dimension.role() == Dimension.Role.FIXED
                ? Long.toString(dimension.size())
                : dimension.role().name().toLowerCase(Locale.ROOT);
    }
}

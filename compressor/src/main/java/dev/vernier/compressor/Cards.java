package dev.vernier.compressor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.evaluation.Verdict;
import dev.vernier.store.VariantCard;
import dev.vernier.store.measure.Machine;
import dev.vernier.store.measure.Measure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the cards of one compression. What goes in is what comes out: nothing depends on the time, the number of threads
 * or the speed of the machine.
 *
 * @param sources digests of the model, the tokenizer and the texts, and how the head was trained
 * @param reference what the ratios are relative to
 */
record Cards(ObjectNode sources, BuiltVariant reference, long seed) {
    /** The cards of these variants, given what each is worth and why it is not served, null where it is. */
    List<VariantCard> all(List<BuiltVariant> variants, List<Verdict> verdicts, List<@Nullable String> rejections) {
        return IntStream.range(0, variants.size())
                .mapToObj(i -> card(variants.get(i), verdicts.get(i), rejections.get(i)))
                .toList();
    }

    private VariantCard card(BuiltVariant built, Verdict verdict, @Nullable String rejection) {
        Map<String, Measure> measures = new TreeMap<>(verdict.measures());
        measures.putAll(ratios(built));
        return new VariantCard(
                built.name(),
                rejection,
                verdict.fidelity(),
                verdict.isBatchInvariant(),
                built.artefacts(),
                measures,
                facts(built, verdict));
    }

    private Map<String, Measure> ratios(BuiltVariant built) {
        long bytes = built.bytes();
        long referenceBytes = reference.bytes();
        return Map.of(
                "size_ratio",
                exact(referenceBytes, bytes),
                "size_ratio_without_embeddings",
                exact(
                        referenceBytes - reference.size().embeddingBytes(),
                        bytes - built.size().embeddingBytes()),
                "parameter_ratio",
                exact(built.size().parameters(), reference.size().parameters()));
    }

    /** A ratio that is counted, not estimated. */
    private static Measure exact(long dividend, long divisor) {
        double ratio = (double) dividend / divisor;
        return new Measure(ratio, ratio, ratio, 1, "exact");
    }

    private ObjectNode facts(BuiltVariant built, Verdict verdict) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.set("recipe", built.recipe());
        facts.set("sources", sources);
        facts.set(LeftReport.FACT, LeftReport.facts(built.leftInFp32()));
        facts.put("parent", reference.digest());
        facts.put("seed", seed);
        facts.put("batch_deviation", verdict.batchDeviation());
        facts.putObject("toolchain")
                .put("vernier", Machine.vernierVersion())
                .put("onnxruntime", Machine.onnxruntimeVersion());
        facts.putObject("size")
                .put("bytes", built.bytes())
                .put("embedding_bytes", built.size().embeddingBytes())
                .put("parameters", built.size().parameters());
        ObjectNode operators = facts.putObject("operators");
        built.operators().forEach(operators::put);
        return facts;
    }
}

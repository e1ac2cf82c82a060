package dev.vernier.server;

import dev.vernier.policy.ModelProfile;
import dev.vernier.server.config.ModelConfig;
import dev.vernier.server.request.ServedModel;
import dev.vernier.store.Dimension;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.TensorSpec;
import dev.vernier.store.VariantCard;
import dev.vernier.store.tokenizer.Tokenizer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A model version with the variants that the server has opened or is opening. Thread-safe. */
final class OpenModel implements AutoCloseable {
    private final int slot;
    private final ModelVersion version;
    private final ModelConfig config;
    private final List<OpenVariant> variants;
    private final ModelMeters meters;
    private volatile @Nullable Tokenizer tokenizer;

    /**
     * @param slot position in the policy's snapshot
     * @param cards the variants that may be served, the reference first
     */
    OpenModel(int slot, ModelVersion version, ModelConfig config, List<VariantCard> cards, ModelMeters meters) {
        this.slot = slot;
        this.version = version;
        this.config = config;
        this.meters = meters;
        this.variants = IntStream.range(0, cards.size())
                .mapToObj(position -> new OpenVariant(cards.get(position), position))
                .toList();
    }

    int slot() {
        return slot;
    }

    ModelVersion version() {
        return version;
    }

    ModelConfig config() {
        return config;
    }

    ModelMeters meters() {
        return meters;
    }

    List<OpenVariant> variants() {
        return variants;
    }

    OpenVariant variant(int position) {
        return variants.get(position);
    }

    OpenVariant reference() {
        return variants.get(0);
    }

    /** What an answer by the variant is worth less than one by the reference. */
    double debt(OpenVariant variant) {
        double loss = config.lossWorth(version.task()) * (1 - variant.card().fidelity());
        return config.weight() * Math.min(1, loss);
    }

    /** The slot of the variant of that name, or -1. */
    int slotOf(@Nullable String variant) {
        for (OpenVariant candidate : variants) {
            if (candidate.card().name().equals(variant)) {
                return candidate.slot();
            }
        }
        return -1;
    }

    void tokenizer(Tokenizer loaded) {
        tokenizer = loaded;
    }

    /** The model as the policy sees it now. */
    ModelProfile profile() {
        return new ModelProfile(
                version.model(),
                variants.stream().map(OpenVariant::profile).toList(),
                config.weight(),
                config.lossWorth(version.task()),
                isMergeable() ? config.maxBatch() : 1,
                config.maxBatchTokens());
    }

    /** The model as the front ends see it now. */
    ServedModel served(ServedModel.State state, String detail) {
        List<VariantCard> loaded = variants.stream()
                .filter(OpenVariant::isResident)
                .map(OpenVariant::card)
                .toList();
        return new ServedModel(slot, version, state, detail, loaded, tokenizer, config.floor(version.task()));
    }

    /** Whether rows of several requests may share a run: all tensors have rows, and padding is masked. */
    private boolean isMergeable() {
        List<TensorSpec> tensors = Stream.concat(
                        version.signature().inputs().stream(), version.signature().outputs().stream())
                .toList();
        boolean hasSequence = tensors.stream().anyMatch(tensor -> tensor.shape().contains(Dimension.SEQUENCE));
        return tensors.stream().allMatch(OpenModel::isOfRows) && (!hasSequence || version.text() != null);
    }

    private static boolean isOfRows(TensorSpec tensor) {
        return !tensor.shape().isEmpty()
                && tensor.shape().get(0).role() == Dimension.Role.BATCH
                && !tensor.shape().contains(Dimension.FREE);
    }

    /** Closes what is open; no run may be under way. */
    @Override
    public void close() {
        variants.forEach(OpenVariant::close);
        Tokenizer loaded = tokenizer;
        if (loaded != null) {
            loaded.close();
        }
    }
}

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
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model version with the variants that the server has opened or is opening. It is used by the server, until {@link
 * #retire}, and by every request and every lane that has {@link #retain}ed it; what is open is closed when nobody uses it any
 * more. Thread-safe.
 */
final class OpenModel implements AutoCloseable {
    /** A run that is shorter costs less than the hop to a lane and back: waking a thread takes some 50 us. */
    private static final double TINY_NANOS = 50_000;

    private final int slot;
    private final ModelVersion version;
    private final List<OpenVariant> variants;
    private final ModelMeters meters;
    private final Uses uses = new Uses();
    private volatile ModelConfig config;
    private volatile @Nullable Tokenizer tokenizer;
    private volatile boolean isCurrent = true;
    private volatile boolean isLoading = true;

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

    String name() {
        return version.model();
    }

    ModelVersion version() {
        return version;
    }

    /** Whether it is this version; a published one never changes, so its name and number say so. */
    boolean isOf(ModelVersion other) {
        return version.model().equals(other.model()) && version.version().equals(other.version());
    }

    ModelConfig config() {
        return config;
    }

    /** From now on the model is served as this says. */
    void configure(ModelConfig changed) {
        config = changed;
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

    /** Keeps what is open open until {@link #release}; false when it is closed already. */
    boolean retain() {
        return uses.retain();
    }

    void release() {
        uses.release();
    }

    /** The server uses it no longer; the future ends when nobody does. Called once. */
    CompletableFuture<Void> retire() {
        return uses.retire();
    }

    /** Whether requests that name no version go to this one, so that the meters of the model are its own. */
    boolean isCurrent() {
        return isCurrent;
    }

    void current(boolean isNow) {
        isCurrent = isNow;
    }

    /** Whether further variants are on their way. */
    boolean isLoading() {
        return isLoading;
    }

    void loading(boolean isNow) {
        isLoading = isNow;
    }

    boolean isAnswering() {
        return variants.stream().anyMatch(OpenVariant::isResident);
    }

    /** Whether a run of this shape is tiny on every variant that could run it. */
    boolean isTiny(int rows, int length) {
        boolean isTiny = false;
        for (OpenVariant variant : variants) {
            if (variant.isResident()) {
                isTiny = variant.profile().cost().nanos(rows, length) < TINY_NANOS;
                if (!isTiny) {
                    return false;
                }
            }
        }
        return isTiny;
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
        return new ServedModel(slot, version, state, detail, loaded, tokenizer, config);
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

    @Override
    public String toString() {
        return version.model() + " version " + version.version();
    }

    /** Closes what is open; no run may be under way. */
    @Override
    public void close() {
        variants.forEach(OpenVariant::close);
        Tokenizer loaded = tokenizer;
        tokenizer = null;
        if (loaded != null) {
            loaded.close();
        }
    }
}

package dev.vernier.server;

import dev.vernier.store.SessionException;
import dev.vernier.store.StoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the variants of a model: the smallest first, so that the first answer comes soon, then the reference, then the
 * others. Where memory is limited the others are only learned about: {@link ResidentVariants} opens those that pay.
 * Thread-safe.
 */
final class ModelLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);

    /** Told of each variant that lanes may run from now on. */
    interface Progress {
        void opened(OpenVariant variant);
    }

    /** The smallest and the reference. */
    private static final int FIRST = 2;

    private final VariantOpener opener;
    private final boolean isLimited;
    private volatile boolean isStopping;

    /** @param isLimited whether only the first variants of each model are opened */
    ModelLoader(VariantOpener opener, boolean isLimited) {
        this.opener = opener;
        this.isLimited = isLimited;
    }

    /** Opens what can be opened: a variant that cannot leaves the others as they are. */
    void load(OpenModel model, Progress progress) {
        model.loading(true);
        try {
            opener.openTokenizer(model);
            List<OpenVariant> order = inLoadingOrder(model);
            int opened = isLimited ? Math.min(FIRST, order.size()) : order.size();
            order.subList(0, opened).forEach(variant -> open(model, variant, progress));
            order.subList(opened, order.size()).forEach(variant -> learn(model, variant));
        } catch (RuntimeException e) {
            LOG.error("{} cannot be served", model, e);
        } finally {
            model.loading(isStopping);
        }
    }

    /** Begins no further variant; the one that is being opened is finished. */
    void stop() {
        isStopping = true;
    }

    boolean isStopping() {
        return isStopping;
    }

    /** Opens a variant, unless the server stops; false when that cannot be done. */
    boolean open(OpenModel model, OpenVariant variant, Progress progress) {
        try {
            if (!isStopping) {
                opener.open(model, variant);
                progress.opened(variant);
            }
            return true;
        } catch (SessionException | StoreException e) {
            LOG.error("{} of {} cannot be served", variant.card().name(), model, e);
            return false;
        }
    }

    private void learn(OpenModel model, OpenVariant variant) {
        try {
            if (!isStopping) {
                opener.learn(model, variant);
            }
        } catch (SessionException | StoreException e) {
            LOG.error("{} of {} cannot be served", variant.card().name(), model, e);
        }
    }

    private static List<OpenVariant> inLoadingOrder(OpenModel model) {
        Comparator<OpenVariant> bySize =
                Comparator.comparingLong(variant -> variant.card().bytes());
        List<OpenVariant> order = new ArrayList<>(model.variants());
        order.sort(bySize);
        order.remove(model.reference());
        order.add(Math.min(1, order.size()), model.reference());
        return order;
    }
}

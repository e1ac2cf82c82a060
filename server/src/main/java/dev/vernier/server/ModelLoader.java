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
 * others. Thread-safe.
 */
final class ModelLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);

    /** Told of each variant that lanes may run from now on. */
    interface Progress {
        void opened(OpenVariant variant);
    }

    private final VariantOpener opener;
    private volatile boolean isStopping;

    ModelLoader(VariantOpener opener) {
        this.opener = opener;
    }

    /** Opens what can be opened: a variant that cannot leaves the others as they are. */
    void load(OpenModel model, Progress progress) {
        model.loading(true);
        try {
            opener.openTokenizer(model);
            for (OpenVariant variant : inLoadingOrder(model)) {
                if (!isStopping) {
                    open(model, variant, progress);
                }
            }
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

    private void open(OpenModel model, OpenVariant variant, Progress progress) {
        try {
            opener.open(model, variant);
            progress.opened(variant);
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

package dev.vernier.server.grpc;

import dev.vernier.server.request.ErrorCode;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceException;
import dev.vernier.server.request.ModelCatalog;
import dev.vernier.server.request.ServedModel;
import java.time.Duration;
import java.util.List;

/** Finds the model that a request names, or says what there is instead. */
final class ModelFinder {
    /** A demo-sized variant opens in 0.3 to 1.1 s. */
    static final Duration LOADING_RETRY = Duration.ofSeconds(1);

    private final ModelCatalog catalog;

    ModelFinder(ModelCatalog catalog) {
        this.catalog = catalog;
    }

    /** The version, ready or not; the empty version asks for the newest. */
    ServedModel find(String name, String version) {
        return catalog.find(name, version).orElseThrow(() -> unknown(name, version));
    }

    /** The version, ready to answer. */
    ServedModel ready(String name, String version) {
        ServedModel model = find(name, version);
        if (catalog.isDraining()) {
            throw notReady("the server is draining");
        }
        return switch (model.state()) {
            case WARMING, READY -> model;
            case LOADING -> throw notReady("model '" + name + "' is loading");
            case DRAINING -> throw notReady("model '" + name + "' is draining");
            case FAILED ->
                throw new InferenceException(
                        Failure.of(ErrorCode.MODEL_FAILED, "model '" + name + "' cannot be served: " + model.detail()));
        };
    }

    private static InferenceException notReady(String message) {
        return new InferenceException(Failure.notReady(message, LOADING_RETRY));
    }

    /** Begins as Triton's message does: its clients' examples look for it. */
    private InferenceException unknown(String name, String version) {
        List<ServedModel> models = catalog.models();
        List<String> versions = models.stream()
                .filter(model -> model.name().equals(name))
                .map(model -> model.version().version())
                .toList();
        String message = versions.isEmpty()
                ? "Request for unknown model: " + Quote.of(name) + " is not found, there are "
                        + models.stream().map(ServedModel::name).distinct().toList()
                : "Request for unknown model: '" + name + "' version " + Quote.of(version)
                        + " is not found, there are versions " + versions;
        return new InferenceException(Failure.of(ErrorCode.NOT_FOUND, message));
    }
}

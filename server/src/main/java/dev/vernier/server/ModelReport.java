package dev.vernier.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.store.ModelStore;
import dev.vernier.store.measure.Machine;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an operator sees of the models: those of the store, whether each is served, and its variants. Thread-safe. */
final class ModelReport {
    private final ModelStore store;
    private final ModelRepository repository;

    ModelReport(ModelStore store, ModelRepository repository) {
        this.store = store;
        this.repository = repository;
    }

    /** A list by name; a model that is not served has no {@code version}, and one that has left the store no other. */
    ArrayNode json() {
        ArrayNode models = JsonNodeFactory.instance.arrayNode();
        Map<String, OpenModel> served =
                repository.served().stream().collect(Collectors.toMap(OpenModel::name, Function.identity()));
        for (String name : store.models()) {
            ObjectNode entry = models.addObject().put("name", name);
            List<String> versions = store.versions(name);
            versions.forEach(entry.putArray("in_store")::add);
            OpenModel model = served.get(name);
            entry.put("state", model == null ? "unloaded" : state(model));
            if (model != null) {
                describe(model, entry);
            }
        }
        return models;
    }

    private void describe(OpenModel model, ObjectNode entry) {
        entry.put("version", model.version().version());
        entry.put("accuracy_floor", model.config().floor(model.version().task()));
        ArrayNode variants = entry.putArray("variants");
        for (OpenVariant variant : model.variants()) {
            ObjectNode described = variants.addObject()
                    .put("name", variant.card().name())
                    .put("state", variant.state())
                    .put("fidelity", variant.card().fidelity())
                    .put("bytes", variant.card().bytes());
            store.profile(variant.card().digest(), Machine.profileKey())
                    .ifPresent(profile -> described.put("rss_mib", profile.rssMib()));
        }
    }

    private static String state(OpenModel model) {
        if (model.isLoading()) {
            return model.isAnswering() ? "warming" : "loading";
        }
        return model.isAnswering() ? "ready" : "failed";
    }
}

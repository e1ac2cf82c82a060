package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.LoadException;
import dev.vernier.loadtest.load.StoredTexts;
import dev.vernier.loadtest.stage.Launcher;
import dev.vernier.store.ModelStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which stored model a benchmark serves. */
final class ModelOptions {
    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "The model store. Default: that of the last demo, reports/demo/store in the checkout.")
    private @Nullable Path store;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "wordnet-topics",
            description = "The model; it must take text. Default: ${DEFAULT-VALUE}.")
    private String model = "";

    /**
     * The model as it is stored.
     *
     * @throws LoadException when no store is named and no demo has left one, or the store has no such model
     */
    StoredModel open(Launcher launcher) {
        Path directory = store == null
                ? launcher.home().resolve("reports").resolve("demo").resolve("store")
                : store.toAbsolutePath();
        if (store == null && Files.notExists(directory)) {
            throw new LoadException("no demo has left a store: name one with --store, or make one by"
                    + " ./vernier compress wordnet-topics --store store");
        }
        ModelStore opened = ModelStore.open(directory);
        return new StoredModel(directory, opened, StoredTexts.find(opened, model, ""));
    }
}

package dev.vernier.loadtest.load;

import dev.vernier.store.ModelStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the texts come from; exactly one of them is given. */
final class TextSource {
    @Option(names = "--store", paramLabel = "DIR", description = "Sends the model's evaluation texts from this store.")
    private @Nullable Path store;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "Sends the texts of this file, one a line: plain, or {\"text\": ..., \"label\": ...}.")
    private @Nullable Path data;

    Corpus read(String model, String version) throws IOException {
        if (data != null) {
            return Corpus.read(data, List.of());
        }
        ModelStore opened = ModelStore.open(store == null ? Path.of("store") : store);
        return StoredTexts.of(opened, StoredTexts.find(opened, model, version));
    }
}

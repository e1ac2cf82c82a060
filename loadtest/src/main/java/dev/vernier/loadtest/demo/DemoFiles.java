package dev.vernier.loadtest.demo;

import dev.vernier.store.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a demo leaves what it makes.
 *
 * @param directory its own
 * @param store the model store that is served
 * @param isOwnStore whether the demo fills the store itself
 * @param result the result file
 */
record DemoFiles(Path directory, Path store, boolean isOwnStore, Path result) {
    Path compressResult() {
        return directory.resolve("compress.json");
    }

    Path serverLog() {
        return directory.resolve("serve.log");
    }

    /** Beside the result file, with its name. */
    Path report() {
        String name = result.getFileName().toString();
        return result.resolveSibling((name.endsWith(".json") ? name.substring(0, name.length() - 5) : name) + ".html");
    }

    /** Makes the directory, and removes the store of an earlier demo. */
    void prepare() throws IOException {
        Files.createDirectories(directory);
        if (isOwnStore && Files.exists(store)) {
            DirectoryTree.delete(store);
        }
    }
}

package dev.vernier.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Variants of several files, under the names by which the model file refers to the others: hard links to the blobs. */
final class Views {
    private final StoreLayout layout;

    Views(StoreLayout layout) {
        this.layout = layout;
    }

    /** The model file of a variant whose blobs were checked. */
    Path open(VariantCard variant) {
        Path directory = layout.views().resolve(variant.digest());
        try {
            Files.createDirectories(directory);
            for (VariantCard.Artefact artefact : variant.artefacts()) {
                link(directory.resolve(artefact.file()), layout.blob(artefact.digest()));
            }
        } catch (IOException e) {
            throw new StoreException(
                    "cannot lay out the " + variant.artefacts().size() + " files of " + variant.name() + " in "
                            + directory + ": " + e,
                    e);
        }
        return directory.resolve(variant.artefacts().get(0).file());
    }

    private static void link(Path link, Path blob) throws IOException {
        if (Files.exists(link) && !Files.isSameFile(link, blob)) {
            // The blob was damaged and published again since.
            Files.deleteIfExists(link);
        }
        try {
            Files.createLink(link, blob);
        } catch (FileAlreadyExistsException e) {
            // Made before, or at this moment by another process: of the same blob.
            return;
        }
    }
}

package dev.vernier.store;

import dev.vernier.store.measure.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A directory of published models. A version is published whole or not at all and never changes; every file that is
 * read is checked against its digest first. Any number of processes may read and publish at once; reading needs no
 * write permission. Thread-safe.
 */
public final class ModelStore {
    private final StoreLayout layout;
    private final Blobs blobs;
    private final Versions versions;

    private ModelStore(Path root) {
        layout = new StoreLayout(root);
        blobs = new Blobs(layout);
        versions = new Versions(layout, blobs);
    }

    /**
     * Opens a store that exists.
     *
     * @throws StoreException when there is none
     */
    public static ModelStore open(Path directory) {
        if (!Files.isDirectory(directory.resolve("blobs")) || !Files.isDirectory(directory.resolve("models"))) {
            throw new StoreException(directory + " is no model store: wanted is a directory with blobs/ and models/,"
                    + " as `vernier compress --store DIR` makes it");
        }
        try {
            return new ModelStore(directory.toRealPath());
        } catch (IOException e) {
            throw new StoreException("cannot open the model store " + directory + ": " + e, e);
        }
    }

    /** Opens a store, and makes an empty one where there is none. */
    public static ModelStore create(Path directory) {
        try {
            new StoreLayout(directory).createDirectories();
            return open(directory);
        } catch (IOException e) {
            throw new StoreException("cannot make a model store in " + directory + ": " + e, e);
        }
    }

    /** Names of the models that have a version, sorted. */
    public List<String> models() {
        try {
            return versions.models();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The versions of a model, the latest last; none for a model that is not in the store. */
    public List<String> versions(String model) {
        try {
            return versions.of(model);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Looks a version up.
     *
     * @param version empty for the latest
     * @throws StoreException when it is there but cannot be read, or is not what was published
     */
    public Optional<ModelVersion> find(String model, String version) {
        try {
            Optional<String> number = version.isEmpty()
                    ? versions.latest(model)
                    : versions.of(model).stream().filter(version::equals).findFirst();
            return number.isEmpty() ? Optional.empty() : Optional.of(versions.read(model, number.get()));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The file of a blob, its content checked against the digest.
     *
     * @throws StoreException when it is missing, torn or was tampered with
     */
    public Path blob(String digest) {
        return blobs.path(digest);
    }

    /** The model file of a variant, beside its other files; all of them checked against their digests. */
    public Path modelFile(VariantCard variant) {
        for (VariantCard.Artefact artefact : variant.artefacts()) {
            blob(artefact.digest());
        }
        return variant.artefacts().size() == 1
                ? layout.blob(variant.artefacts().get(0).digest())
                : new Views(layout).open(variant);
    }

    /** Begins a new version of a model; also removes what killed publishers left behind. */
    public Draft draft(String model) {
        StoreLayout.requireName("model", model);
        try {
            return StoreLock.hold(layout, () -> {
                sweep();
                return new Draft(model, layout, versions, Staging.create(layout));
            });
        } catch (IOException e) {
            throw new StoreException("cannot write to the model store " + layout.root() + ": " + e, e);
        }
    }

    /** What a variant was measured to cost on a machine, if it was measured there. */
    public Optional<Profile> profile(String card, String machine) {
        return Profiles.read(layout.profile(card, machine), card, machine);
    }

    /**
     * Keeps a profile in place of an older one of the same card and machine.
     *
     * @return whether it is kept: a store that cannot be written is served all the same, and measured again next time
     */
    public boolean keep(Profile profile) {
        Path file = layout.profile(profile.card(), profile.machine());
        try {
            AtomicFile.write(file, Profiles.json(profile));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Deletes what no version refers to; whoever holds the store's lock may, since blobs arrive only under it. */
    private void sweep() throws IOException {
        Staging.sweep(layout);
        Set<String> referenced;
        try {
            referenced = versions.referenced();
        } catch (StoreException e) {
            // A damaged version: what it needs is not known, so nothing may go.
            return;
        }
        for (String digest : StoreLayout.list(layout.blobs())) {
            if (!referenced.contains(digest)) {
                Files.deleteIfExists(layout.blobs().resolve(digest));
            }
        }
    }

    private StoreException unreadable(IOException e) {
        return new StoreException("cannot read the model store " + layout.root() + ": " + e, e);
    }
}

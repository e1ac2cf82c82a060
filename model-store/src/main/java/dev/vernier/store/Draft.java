package dev.vernier.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A version in the making. Its files wait apart from the store until {@link #publish}; what is not published by
 * {@link #close} is deleted. Not thread-safe.
 */
public final class Draft implements AutoCloseable {
    private final String model;
    private final StoreLayout layout;
    private final Versions versions;
    private final Staging staging;

    Draft(String model, StoreLayout layout, Versions versions, Staging staging) {
        this.model = model;
        this.layout = layout;
        this.versions = versions;
        this.staging = staging;
    }

    /** Copies a file into the draft and returns its digest. */
    public String put(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return staging.put(in);
        } catch (IOException e) {
            throw failed("put " + file + " into", e);
        }
    }

    /** Copies bytes into the draft and returns their digest. */
    public String put(byte[] bytes) {
        try {
            return staging.put(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw failed("put " + bytes.length + " bytes into", e);
        }
    }

    /** The file of a blob of this draft, so that a variant can be tried before it is published. */
    public Path file(String digest) {
        if (!staging.holds(StoreLayout.requireDigest(digest))) {
            throw new StoreException("the draft of " + model + " holds no blob " + digest + ": put it first");
        }
        return staging.file(digest);
    }

    /**
     * Publishes everything as the model's next version: when this returns it is there for every reader and survives a
     * power failure; when it throws the store is as before.
     *
     * @param variants the reference first, names all different
     * @throws StoreException when a blob that the version needs is neither in this draft nor in the store, or the store
     *     cannot be written
     */
    public ModelVersion publish(
            Task task,
            Signature signature,
            @Nullable TextInput text,
            List<String> labels,
            @Nullable String evaluation,
            List<VariantCard> variants) {
        requireDistinctNames(variants);
        try {
            return StoreLock.hold(layout, () -> {
                int next = Integer.parseInt(versions.latest(model).orElse("0")) + 1;
                return publish(new ModelVersion(
                        model, Integer.toString(next), task, signature, text, labels, evaluation, variants));
            });
        } catch (IOException e) {
            throw failed("publish", e);
        }
    }

    private ModelVersion publish(ModelVersion version) throws IOException {
        Set<String> needed = requireAssets(version);
        version.variants().forEach(card -> needed.add(put(card.json())));
        String manifest = put(Manifest.of(version).json());
        needed.add(manifest);
        String reference = put((manifest + "\n").getBytes(StandardCharsets.ISO_8859_1));
        moveBlobs(needed);
        moveReference(staging.file(reference), version);
        return version;
    }

    private static void requireDistinctNames(List<VariantCard> variants) {
        Set<String> names = new LinkedHashSet<>();
        for (VariantCard card : variants) {
            if (!names.add(StoreLayout.requireName("variant", card.name()))) {
                throw new StoreException("two variants are called " + card.name() + ": each needs a name of its own");
            }
        }
    }

    private Set<String> requireAssets(ModelVersion version) throws IOException {
        Set<String> needed = Manifest.assets(version);
        for (String digest : needed) {
            if (!staging.holds(digest) && !Files.exists(layout.blob(digest))) {
                throw new StoreException("the draft of " + model + " needs the blob " + digest
                        + ", which is neither in it nor in the store: put it first");
            }
        }
        for (VariantCard card : version.variants()) {
            for (VariantCard.Artefact artefact : card.artefacts()) {
                requireSize(artefact);
            }
        }
        return needed;
    }

    private void requireSize(VariantCard.Artefact artefact) throws IOException {
        String digest = artefact.digest();
        long bytes = Files.size(staging.holds(digest) ? staging.file(digest) : layout.blob(digest));
        if (bytes != artefact.bytes()) {
            throw new StoreException(
                    "the card says " + artefact.bytes() + " bytes for " + artefact.file() + ", the blob has " + bytes);
        }
    }

    /** Moves over what is there already: the same content, or a damaged file that is thereby repaired. */
    private void moveBlobs(Set<String> needed) throws IOException {
        for (String digest : needed) {
            if (staging.holds(digest)) {
                Files.move(staging.file(digest), layout.blob(digest), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        StoreLayout.forceDirectory(layout.blobs());
    }

    /** The one step that makes the version visible. */
    private void moveReference(Path reference, ModelVersion version) throws IOException {
        Path file = versions.file(model, version.version());
        Files.createDirectories(layout.model(model));
        StoreLayout.forceDirectory(layout.models());
        Files.move(reference, file, StandardCopyOption.ATOMIC_MOVE);
        StoreLayout.forceDirectory(layout.model(model));
    }

    /** Deletes what was not published. Idempotent. */
    @Override
    public void close() {
        try {
            staging.close();
        } catch (IOException e) {
            throw failed("clean up", e);
        }
    }

    private StoreException failed(String what, IOException e) {
        return new StoreException("cannot " + what + " the draft of " + model + " in " + layout.root() + ": " + e, e);
    }
}

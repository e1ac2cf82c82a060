package dev.vernier.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The published versions: which there are, and what they say. Thread-safe. */
final class Versions {
    private final StoreLayout layout;
    private final Blobs blobs;

    Versions(StoreLayout layout, Blobs blobs) {
        this.layout = layout;
        this.blobs = blobs;
    }

    List<String> models() throws IOException {
        List<String> models = new ArrayList<>();
        for (String name : StoreLayout.list(layout.models())) {
            if (StoreLayout.isName(name) && !of(name).isEmpty()) {
                models.add(name);
            }
        }
        models.sort(Comparator.naturalOrder());
        return models;
    }

    /** The versions of a model, the latest last. */
    List<String> of(String model) throws IOException {
        if (!StoreLayout.isName(model)) {
            return List.of();
        }
        return StoreLayout.list(layout.model(model)).stream()
                .filter(StoreLayout::isVersion)
                .sorted(Comparator.comparingInt(Integer::parseInt))
                .toList();
    }

    Optional<String> latest(String model) throws IOException {
        List<String> versions = of(model);
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
    }

    ModelVersion read(String model, String version) throws IOException {
        Path file = file(model, version);
        Manifest manifest = parse(file, Manifest::read, blobs.bytes(manifestDigest(file)));
        if (!manifest.model().equals(model) || !manifest.version().equals(version)) {
            throw new StoreException(file + " was tampered with: it leads to version " + manifest.version() + " of "
                    + manifest.model() + "; restore it from a copy of the store");
        }
        List<VariantCard> cards = new ArrayList<>();
        for (String digest : manifest.variants()) {
            cards.add(parse(file, VariantCard::read, blobs.bytes(digest)));
        }
        return manifest.with(cards);
    }

    Path file(String model, String version) {
        return layout.model(model).resolve(version);
    }

    /** Digests of all blobs that a published version needs. */
    Set<String> referenced() throws IOException {
        Set<String> digests = new HashSet<>();
        for (String model : models()) {
            for (String number : of(model)) {
                ModelVersion version = read(model, number);
                digests.add(manifestDigest(file(model, number)));
                digests.addAll(Manifest.assets(version));
                version.variants().forEach(card -> digests.add(card.digest()));
            }
        }
        return digests;
    }

    private static String manifestDigest(Path file) throws IOException {
        String digest = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (!Sha256.isDigest(digest)) {
            throw new StoreException(file + " is torn: wanted is the digest of a manifest; delete the file, or"
                    + " restore it from a copy of the store");
        }
        return digest;
    }

    private interface Reading<T> {
        T apply(byte[] json) throws IOException;
    }

    private static <T> T parse(Path file, Reading<T> reading, byte[] json) {
        try {
            return reading.apply(json);
        } catch (IOException e) {
            throw new StoreException(
                    file + " cannot be read by this release: " + e.getMessage() + "; publish the model again", e);
        }
    }
}

package dev.vernier.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a store keeps what: {@code blobs/DIGEST}, {@code models/MODEL/VERSION} (a file that holds the digest of the
 * version's manifest), {@code profiles/CARD/MACHINE}, {@code views/CARD/FILE}, and {@code staging/} for what is not
 * published yet.
 */
record StoreLayout(Path root) {
    /** Starts with a letter or digit and holds no separator: neither {@code ..} nor a hidden nor an absolute path. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    static boolean isVersion(String version) {
        return VERSION.matcher(version).matches();
    }

    static String requireName(String what, String name) {
        if (!isName(name)) {
            throw new StoreException("'" + name + "' is no name of a " + what
                    + ": wanted are 1 to 128 of the characters A-Z a-z 0-9 . _ -, the first a letter or digit");
        }
        return name;
    }

    static String requireDigest(String digest) {
        if (!Sha256.isDigest(digest)) {
            throw new StoreException("'" + digest + "' is no digest: wanted are 64 lower-case hexadecimal digits");
        }
        return digest;
    }

    Path lock() {
        return root.resolve("lock");
    }

    Path blobs() {
        return root.resolve("blobs");
    }

    Path blob(String digest) {
        return blobs().resolve(requireDigest(digest));
    }

    Path models() {
        return root.resolve("models");
    }

    Path model(String model) {
        return models().resolve(requireName("model", model));
    }

    Path profile(String card, String machine) {
        return root.resolve("profiles").resolve(requireDigest(card)).resolve(requireName("machine", machine));
    }

    Path views() {
        return root.resolve("views");
    }

    Path staging() {
        return root.resolve("staging");
    }

    void createDirectories() throws IOException {
        for (Path directory : List.of(blobs(), models(), staging())) {
            Files.createDirectories(directory);
        }
    }

    /** Names of the entries of a directory; none where there is no such directory. */
    static List<String> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }

    /** Makes renames into and out of a directory survive a power failure. */
    static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

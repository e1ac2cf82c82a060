package dev.vernier.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The published blobs. Nothing leaves unverified; a file that has not changed since is not read twice. Thread-safe. */
final class Blobs {
    private final StoreLayout layout;
    private final Map<String, Stamp> verified = new ConcurrentHashMap<>();

    Blobs(StoreLayout layout) {
        this.layout = layout;
    }

    /** What changes when somebody writes a file. */
    private record Stamp(long bytes, FileTime modified) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.size(), attributes.lastModifiedTime());
        }
    }

    Path path(String digest) {
        Path file = layout.blob(digest);
        try {
            Stamp stamp = Stamp.of(file);
            if (!stamp.equals(verified.get(digest))) {
                check(file, digest, Sha256.of(file));
                verified.put(digest, stamp);
            }
            return file;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    byte[] bytes(String digest) {
        Path file = layout.blob(digest);
        try {
            byte[] bytes = Files.readAllBytes(file);
            check(file, digest, Sha256.of(bytes));
            return bytes;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static void check(Path file, String digest, String found) {
        if (!found.equals(digest)) {
            throw new StoreException(file + " is torn or was tampered with: its SHA-256 is " + found
                    + ", not its name; publish the model again, or restore the file from a copy");
        }
    }

    private static StoreException unreadable(Path file, IOException e) {
        String reason = e instanceof NoSuchFileException ? " is missing" : " cannot be read (" + e.getMessage() + ")";
        return new StoreException(
                file + reason + ": publish the model again, or restore the file from a copy of the store", e);
    }
}

package dev.vernier.compressor;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vernier.store.Draft;
import dev.vernier.store.StoreException;
import dev.vernier.store.VariantCard.Artefact;
import dev.vernier.store.measure.AtomicFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a compression leaves each variant that is finished, so that another run of the same compression can go on from there
 * when this one's process does not reach {@link #close}: {@code STORE/unfinished/KEY}. The key is a digest of all that goes in,
 * so nothing of another compression is ever taken. Of processes with the same key one works.
 */
final class Workbench implements AutoCloseable {
    private static final String FOLDER = "unfinished";
    private static final String LOCK = "lock";
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;
    private final FileChannel lock;

    private Workbench(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Opens the workbench of a key; what other compressions left is deleted, unless they are still at work.
     *
     * @param goesOn whether to go on from what is there, instead of deleting it too
     * @throws StoreException when another process works on the same, or the store cannot be written
     */
    static Workbench open(Path store, String key, boolean goesOn) {
        Path all = store.resolve(FOLDER);
        try {
            Files.createDirectories(all);
            for (Path left : entries(all)) {
                if (!goesOn || !left.endsWith(key)) {
                    deleteAbandoned(left);
                }
            }
            Path folder = Files.createDirectories(all.resolve(key));
            return new Workbench(
                    folder,
                    locked(folder)
                            .orElseThrow(() -> new StoreException(
                                    "another process is compressing the same into " + store + ": wait for it")));
        } catch (IOException e) {
            throw new StoreException("cannot write to " + all + ": " + e, e);
        }
    }

    /** A variant that an earlier run has finished, its files put into the draft; one whose files are not whole is none. */
    Optional<BuiltVariant> variant(String name, Draft draft) {
        try {
            BuiltVariant built = JSON.readValue(Files.readAllBytes(facts(name)), BuiltVariant.class);
            boolean isWhole = true;
            for (Artefact artefact : built.artefacts()) {
                Path file = folder.resolve(artefact.digest());
                isWhole &= Files.exists(file) && draft.put(file).equals(artefact.digest());
            }
            return isWhole ? Optional.of(built) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StoreException("cannot read " + facts(name) + ", compress without --resume: " + e, e);
        }
    }

    /** Keeps a variant; its files are linked, not copied, where the file system can. */
    void keep(BuiltVariant built, Draft draft) {
        try {
            for (Artefact artefact : built.artefacts()) {
                link(draft.file(artefact.digest()), folder.resolve(artefact.digest()));
            }
            AtomicFile.write(facts(built.name()), JSON.writeValueAsBytes(built));
        } catch (IOException e) {
            throw new StoreException("cannot write to " + folder + ": " + e, e);
        }
    }

    /** Deletes everything: it is published, or failed for a reason that another run would meet too. */
    @Override
    public void close() {
        try {
            delete(folder);
            lock.close();
        } catch (IOException e) {
            throw new StoreException("cannot clean up " + folder + ": " + e, e);
        }
    }

    private Path facts(String name) {
        return folder.resolve(name + ".json");
    }

    private static void link(Path from, Path to) throws IOException {
        Files.deleteIfExists(to);
        try {
            Files.createLink(to, from);
        } catch (UnsupportedOperationException e) {
            Files.copy(from, to);
        }
    }

    private static Optional<FileChannel> locked(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException e) {
            // It is this process itself that works there: no reason to fail, but as good as locked.
        }
        channel.close();
        return Optional.empty();
    }

    private static void deleteAbandoned(Path folder) throws IOException {
        Optional<FileChannel> lock = locked(folder);
        if (lock.isPresent()) {
            delete(folder);
            lock.get().close();
        }
    }

    private static void delete(Path folder) throws IOException {
        for (Path file : entries(folder)) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }
}

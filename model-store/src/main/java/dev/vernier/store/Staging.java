package dev.vernier.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory of what is not published yet. Its owner holds a lock in it; a directory whose lock is free belongs to
 * nobody that lives, and {@link #sweep} deletes it.
 */
final class Staging implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final int CHUNK_BYTES = 1 << 16;

    /** This process's own: to open and close their lock files here would free their locks. */
    private static final Set<Path> LIVE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel lock;

    private Staging(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Called under the store's lock, so that no sweep sees a directory that is not locked yet. */
    static Staging create(StoreLayout layout) throws IOException {
        Path directory = layout.staging().resolve(UUID.randomUUID().toString());
        Files.createDirectories(directory);
        FileChannel lock =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        LIVE.add(directory);
        return new Staging(directory, lock);
    }

    /** Deletes what killed processes left. Called under the store's lock. */
    static void sweep(StoreLayout layout) throws IOException {
        for (String name : StoreLayout.list(layout.staging())) {
            Path directory = layout.staging().resolve(name);
            if (!LIVE.contains(directory) && isAbandoned(directory)) {
                delete(directory);
            }
        }
    }

    private static boolean isAbandoned(Path directory) throws IOException {
        try (FileChannel lock = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE)) {
            return lock.tryLock() != null;
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** Copies a stream into the file of its digest, durably, and returns the digest. */
    String put(InputStream in) throws IOException {
        Path partial = directory.resolve("partial-" + UUID.randomUUID());
        MessageDigest digest = Sha256.start();
        try (FileChannel out = FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
                writeFully(out, ByteBuffer.wrap(chunk, 0, read));
            }
            out.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(partial);
            throw e;
        }
        String name = Sha256.finish(digest);
        Files.move(partial, file(name), StandardCopyOption.ATOMIC_MOVE);
        return name;
    }

    private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    Path file(String digest) {
        return directory.resolve(digest);
    }

    boolean holds(String digest) {
        return Files.exists(file(digest));
    }

    List<String> digests() throws IOException {
        return StoreLayout.list(directory).stream().filter(Sha256::isDigest).toList();
    }

    @Override
    public void close() throws IOException {
        try {
            delete(directory);
        } finally {
            lock.close();
            LIVE.remove(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        for (String name : StoreLayout.list(directory)) {
            Files.deleteIfExists(directory.resolve(name));
        }
        Files.deleteIfExists(directory);
    }
}

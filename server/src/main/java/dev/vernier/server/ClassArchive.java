package dev.vernier.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The archive of loaded classes that the launcher has the JVM map at start. The JVM says nothing when it declines one, so
 * this looks at what the process has mapped.
 */
final class ClassArchive {
    /** Set by the launcher: the archive that the JVM was told to use. */
    private static final String PROPERTY = "vernier.class-archive";

    private static final Path MAPPED = Path.of("/proc/self/maps");

    private ClassArchive() {}

    /**
     * Why this process runs without an archive, or null when it has one. An archive that the JVM declined is deleted: the
     * launcher makes it anew at the next start.
     */
    static @Nullable String absence() {
        return absence(System.getProperty(PROPERTY), MAPPED);
    }

    static @Nullable String absence(@Nullable String archive, Path mapped) {
        if (archive == null) {
            return "start it by ./vernier serve, which makes one where it can";
        }
        if (isMapped(archive, mapped)) {
            return null;
        }
        try {
            Files.deleteIfExists(Path.of(archive));
            return "the JVM declined " + archive + "; it is made anew at the next start";
        } catch (IOException e) {
            return "the JVM declined " + archive + ", which cannot be deleted: " + e;
        }
    }

    /** Also true where the system does not tell. */
    private static boolean isMapped(String archive, Path mapped) {
        try {
            return Files.notExists(mapped) || Files.readString(mapped).contains(archive);
        } catch (IOException e) {
            return true;
        }
    }
}

package dev.vernier.store;

import ai.onnxruntime.OrtEnvironment;
import dev.vernier.store.measure.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * ONNX Runtime's native files, unpacked once for each version and user. Left alone, the runtime unpacks 23 MB into a
 * temporary directory at every start, and a killed process leaves them there.
 */
final class NativeLibrary {
    /** The runtime's own property: the directory from which it loads its files. */
    private static final String PATH_PROPERTY = "onnxruntime.native.path";

    private NativeLibrary() {}

    /**
     * Points the runtime at the unpacked files; called before its classes load. Where they cannot be kept it unpacks
     * them itself.
     */
    static void prepare(String version) {
        if (System.getProperty(PATH_PROPERTY) != null) {
            return;
        }
        try {
            Path directory = cache().resolve("onnxruntime-" + version + "-" + platform());
            boolean complete = unpack("onnxruntime", directory) && unpack("onnxruntime4j_jni", directory);
            if (complete) {
                System.setProperty(PATH_PROPERTY, directory.toString());
            }
        } catch (IOException e) {
            System.clearProperty(PATH_PROPERTY);
        }
    }

    private static boolean unpack(String library, Path directory) throws IOException {
        String name = System.mapLibraryName(library);
        URL resource = OrtEnvironment.class.getResource("/ai/onnxruntime/native/" + platform() + "/" + name);
        if (resource == null) {
            return false;
        }
        Path file = directory.resolve(name);
        var connection = resource.openConnection();
        try (InputStream in = connection.getInputStream()) {
            if (!Files.exists(file) || Files.size(file) != connection.getContentLengthLong()) {
                AtomicFile.write(file, in.readAllBytes());
            }
        }
        return true;
    }

    private static Path cache() throws IOException {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path root = configured == null || configured.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        if (!root.isAbsolute()) {
            // A user without a home, as in a container: "?".
            throw new IOException("no directory to keep files in");
        }
        return root.resolve("vernier");
    }

    /** The platform as the runtime's jar names it. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String os = system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux";
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return os + (machine.equals("amd64") || machine.equals("x86_64") ? "-x64" : "-" + machine);
    }
}

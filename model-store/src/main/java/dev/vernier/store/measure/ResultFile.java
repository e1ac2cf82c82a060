package dev.vernier.store.measure;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The JSON file that a measuring verb leaves: the envelope that all have, and the verb's own fields. The time and the
 * watch on other processes begin with the object. Written by {@link #complete}, or else by {@link #close} or the end of
 * the process (SIGTERM included) with {@code "complete": false}. Thread-safe.
 */
public final class ResultFile implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final @Nullable Path file;
    private final ObjectNode fields = MAPPER.createObjectNode();
    private final CpuWatch watch = CpuWatch.start();
    private final long startNanos = System.nanoTime();
    private final Thread onExit = new Thread(this::writeIncomplete, "result-file");
    private boolean written;

    /**
     * Begins the result of a run.
     *
     * @param file where to write; null writes nothing
     * @param command the verb with its arguments, as typed
     */
    public ResultFile(@Nullable Path file, String command, long seed, boolean quick) {
        this.file = file;
        fields.put("vernier", Machine.vernierVersion())
                .put("commit", Commit.current())
                .put("command", command)
                .put("seed", seed)
                .put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("seconds", 0.0)
                .put("quick", quick)
                .put("complete", false)
                .putNull("machine");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /** Sets a field of the verb's own: a plain value, list, map or record, whose component p50Ms is written as p50_ms. */
    public synchronized ResultFile set(String field, @Nullable Object value) {
        fields.set(field, MAPPER.valueToTree(value));
        return this;
    }

    /** Cores that other processes used since the run began. */
    public double otherCpuCores() {
        return watch.otherCpuCores();
    }

    /** Writes the file as that of a run that reached its end. */
    public synchronized void complete() throws IOException {
        write(true);
    }

    /** Writes what there is, unless the run was completed. */
    @Override
    public synchronized void close() throws IOException {
        if (!written) {
            write(false);
        }
    }

    private void writeIncomplete() {
        try {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(boolean complete) throws IOException {
        written = true;
        fields.put("seconds", (System.nanoTime() - startNanos) / 1e9).put("complete", complete);
        fields.set("machine", MAPPER.valueToTree(Machine.current(watch.otherCpuCores())));
        if (file != null) {
            AtomicFile.write(file, MAPPER.writeValueAsBytes(fields));
        }
        // Not before: until the file is there, an ending process waits in the hook for this monitor.
        if (Thread.currentThread() != onExit) {
            forgetExit();
        }
    }

    private void forgetExit() {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The process is ending: the hook will find the file written.
            return;
        }
    }
}

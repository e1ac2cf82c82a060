package dev.vernier.compressor.graph;

import dev.vernier.compressor.onnx.Onnx.StringStringEntryProto;
import dev.vernier.compressor.onnx.Onnx.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** A graph's larger weights in a file beside its model, each at a page boundary so that the runtime can map it. */
public final class ExternalWeights {
    private static final long PAGE_BYTES = 4096;

    /** Smaller tensors stay in the model file, where the runtime looks for shapes and scalars. */
    private static final int MIN_BYTES = 1024;

    private final String location;
    private final Map<String, Long> offsets;

    private ExternalWeights(String location, Map<String, Long> offsets) {
        this.location = location;
        this.offsets = offsets;
    }

    /** Writes the file, over what was there. */
    public static ExternalWeights write(Graph graph, Path file) throws IOException {
        Map<String, Long> offsets = new LinkedHashMap<>();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            long end = 0;
            for (Map.Entry<String, Weight> weight : graph.weights().entrySet()) {
                long bytes = weight.getValue().byteCount();
                if (bytes >= MIN_BYTES) {
                    long offset = (end + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
                    write(channel, weight.getValue().bytes(), offset);
                    offsets.put(weight.getKey(), offset);
                    end = offset + bytes;
                }
            }
        }
        return new ExternalWeights(file.getFileName().toString(), offsets);
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** The same file under the name that it will have when the model is read. */
    public ExternalWeights at(String newLocation) {
        return new ExternalWeights(newLocation, offsets);
    }

    boolean holds(String name) {
        return offsets.containsKey(name);
    }

    /** The tensor that refers to a weight in the file. */
    TensorProto tensor(String name, Weight weight) {
        return OnnxWriter.header(name, weight)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", location))
                .addExternalData(entry("offset", String.valueOf(offsets.get(name))))
                .addExternalData(entry("length", Long.toString(weight.byteCount())))
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}

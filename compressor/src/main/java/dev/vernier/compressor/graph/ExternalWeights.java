package dev.vernier.compressor.graph;

import dev.vernier.compressor.onnx.Onnx.StringStringEntryProto;
import dev.vernier.compressor.onnx.Onnx.TensorProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of weights beside a model, each at a page boundary so that the runtime can map it. */
final class ExternalWeights implements AutoCloseable {
    private static final long PAGE_BYTES = 4096;

    private final Path file;
    private final FileChannel channel;
    private long end;

    ExternalWeights(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    /** Appends a weight to the file and returns the tensor that refers to it. */
    TensorProto tensor(String name, Weight weight) {
        long offset = (end + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
        append(weight.bytes(), offset);
        end = offset + weight.byteCount();
        return OnnxWriter.header(name, weight)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", file.getFileName().toString()))
                .addExternalData(entry("offset", Long.toString(offset)))
                .addExternalData(entry("length", Long.toString(weight.byteCount())))
                .build();
    }

    private void append(ByteBuffer bytes, long offset) {
        try {
            long at = offset;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

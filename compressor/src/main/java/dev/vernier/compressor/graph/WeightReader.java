package dev.vernier.compressor.graph;

import com.google.protobuf.ByteString;
import dev.vernier.compressor.onnx.Onnx.StringStringEntryProto;
import dev.vernier.compressor.onnx.Onnx.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Decodes ONNX tensors, wherever the format lets their values be: raw, in a typed list, or in a file beside the model. */
final class WeightReader {
    private final @Nullable Path folder;
    private final Consumer<Path> opened;

    /**
     * @param folder where external data may lie; null when the model must not have any
     * @param opened told each file of external data
     */
    WeightReader(@Nullable Path folder, Consumer<Path> opened) {
        this.folder = folder;
        this.opened = opened;
    }

    Weight weight(String name, TensorProto proto) {
        try {
            WeightType type = WeightType.of(proto.getDataType());
            long[] shape =
                    proto.getDimsList().stream().mapToLong(Long::longValue).toArray();
            return Weight.of(type, shape, bytes(type, proto));
        } catch (GraphException e) {
            throw new GraphException("tensor " + name + ": " + e.getMessage(), e);
        }
    }

    private ByteBuffer bytes(WeightType type, TensorProto proto) {
        if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            return external(proto);
        }
        if (proto.hasRawData()) {
            ByteString raw = proto.getRawData();
            return raw.asReadOnlyByteBuffer();
        }
        return switch (type) {
            case FLOAT -> floats(proto);
            case DOUBLE -> doubles(proto);
            case INT64 -> longs(proto);
            case UINT32, UINT64 -> unsigned(type, proto);
            case INT32, INT16, UINT16, INT8, UINT8, BOOL, FLOAT16, BFLOAT16, INT4, UINT4 -> ints(type, proto);
        };
    }

    private static ByteBuffer floats(TensorProto proto) {
        ByteBuffer bytes = buffer(4L * proto.getFloatDataCount());
        proto.getFloatDataList().forEach(bytes::putFloat);
        return bytes.flip();
    }

    private static ByteBuffer doubles(TensorProto proto) {
        ByteBuffer bytes = buffer(8L * proto.getDoubleDataCount());
        proto.getDoubleDataList().forEach(bytes::putDouble);
        return bytes.flip();
    }

    private static ByteBuffer longs(TensorProto proto) {
        ByteBuffer bytes = buffer(8L * proto.getInt64DataCount());
        proto.getInt64DataList().forEach(bytes::putLong);
        return bytes.flip();
    }

    private static ByteBuffer unsigned(WeightType type, TensorProto proto) {
        ByteBuffer bytes = buffer(type.bytes(proto.getUint64DataCount()));
        for (long value : proto.getUint64DataList()) {
            if (type == WeightType.UINT32) {
                bytes.putInt((int) value);
            } else {
                bytes.putLong(value);
            }
        }
        return bytes.flip();
    }

    /** Types of up to 32 bits share one list of 32-bit numbers, one element a number; 4-bit elements come as packed pairs. */
    private static ByteBuffer ints(WeightType type, TensorProto proto) {
        int width = Math.toIntExact(Math.max(1, type.bytes(1)));
        ByteBuffer bytes = buffer((long) width * proto.getInt32DataCount());
        for (int value : proto.getInt32DataList()) {
            for (int i = 0; i < width; i++) {
                bytes.put((byte) (value >> (8 * i)));
            }
        }
        return bytes.flip();
    }

    private static ByteBuffer buffer(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer external(TensorProto proto) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (StringStringEntryProto entry : proto.getExternalDataList()) {
            entries.put(entry.getKey(), entry.getValue());
        }
        Path file = inFolder(entries.getOrDefault("location", ""));
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            long offset = number(entries.get("offset"), 0);
            if (offset < 0 || offset > size) {
                throw new GraphException("external data starts at " + offset + " of " + file + ", which has " + size);
            }
            long length = number(entries.get("length"), size - offset);
            if (length < 0 || length > size - offset || length > Integer.MAX_VALUE) {
                throw new GraphException("external data of " + length + " bytes at " + offset + " does not fit in "
                        + file + ", which has " + size + " (a tensor may have up to 2 GiB)");
            }
            opened.accept(file);
            return channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
        } catch (IOException e) {
            throw new GraphException("cannot read external data from " + file + ": " + e, e);
        }
    }

    /** The file that a location names: below the model's folder, without symbolic links on the way. */
    private Path inFolder(String location) {
        if (folder == null) {
            throw new GraphException(
                    "the model refers to external data " + location + ", but was not read from a file");
        }
        Path file;
        try {
            file = Path.of(location);
        } catch (InvalidPathException e) {
            throw new GraphException("external data location is no path: " + e.getMessage(), e);
        }
        if (location.isEmpty() || file.isAbsolute() || !file.normalize().equals(file)) {
            throw new GraphException(
                    "external data location '" + location + "' must be a plain path below the model's folder");
        }
        Path at = folder;
        for (Path part : file) {
            at = at.resolve(part);
            if (part.toString().equals("..") || Files.isSymbolicLink(at)) {
                throw new GraphException("external data location '" + location + "' leads out of the model's folder");
            }
        }
        return at;
    }

    private static long number(@Nullable String text, long otherwise) {
        if (text == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new GraphException("external data: '" + text + "' is no number", e);
        }
    }
}

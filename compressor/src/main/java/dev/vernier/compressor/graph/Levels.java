package dev.vernier.compressor.graph;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The integers that stand for the weights of a quantised matrix or table, row by row, each counted from its zero point: level 0
 * is the weight 0. Immutable.
 */
public final class Levels {
    private static final Set<String> SIGNED = Set.of("MatMulInteger", "MatMulIntegerToFloat");

    private final String name;
    private final Weight values;
    private final int bits;
    private final Rows rows;
    private final @Nullable Weight zeroPoints;

    /** How a row lies in the file: so many weights, in blocks that may reach beyond its end. */
    private record Rows(int width, int blockSize) {
        int blocks() {
            return (width + blockSize - 1) / blockSize;
        }
    }

    private Levels(String name, Weight values, int bits, Rows rows, @Nullable Weight zeroPoints) {
        this.name = name;
        this.values = values;
        this.bits = bits;
        this.rows = rows;
        this.zeroPoints = zeroPoints;
    }

    /** Those of the matrix that a node multiplies with, or of the table that it looks rows up in. */
    public static Optional<Levels> of(Graph graph, Node node) {
        int block = (int) node.intAttribute("block_size", 0);
        int bits = (int) node.intAttribute("bits", 8);
        Weight second = graph.weight(node.input(1));
        if (SIGNED.contains(node.op()) && second != null && second.type() == WeightType.INT8) {
            Rows rows = new Rows(second.size(1), second.size(1));
            return Optional.of(new Levels(node.input(1), second, 8, rows, null));
        }
        if (node.op().equals("MatMulNBits") && second != null) {
            Rows rows = new Rows((int) node.intAttribute("K", 0), block);
            return Optional.of(new Levels(node.input(1), second, bits, rows, graph.weight(node.input(3))));
        }
        Weight first = graph.weight(node.input(0));
        if (node.op().equals("GatherBlockQuantized") && first != null) {
            Rows rows = new Rows(first.size(1) * Byte.SIZE / bits, block);
            return Optional.of(new Levels(node.input(0), first, bits, rows, graph.weight(node.input(3))));
        }
        return Optional.empty();
    }

    /** Of the weight that holds them. */
    public String name() {
        return name;
    }

    /** Bits of each. */
    public int bits() {
        return bits;
    }

    /** How many there are. */
    public long count() {
        return values.elements() * Byte.SIZE / bits / paddedWidth() * rows.width();
    }

    /** How many are not 0. */
    public long nonZero() {
        byte[] bytes = bytes();
        long count = 0;
        for (int at = 0; at < places(bytes); at++) {
            count += at % paddedWidth() < rows.width() && level(bytes, at) != 0 ? 1 : 0;
        }
        return count;
    }

    /** As the file has them. */
    public Weight values() {
        return values;
    }

    /** The same with those up to this distance from 0 made 0. */
    public Levels without(int nearest) {
        byte[] bytes = bytes();
        for (int at = 0; at < places(bytes); at++) {
            if (Math.abs(level(bytes, at)) <= nearest) {
                put(bytes, at, zeroPoint(at));
            }
        }
        return new Levels(name, Weight.of(values.type(), values.shape(), bytes), bits, rows, zeroPoints);
    }

    private int paddedWidth() {
        return rows.blocks() * rows.blockSize();
    }

    private int places(byte[] bytes) {
        return bytes.length * Byte.SIZE / bits;
    }

    private byte[] bytes() {
        ByteBuffer buffer = values.bytes();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private int level(byte[] bytes, int at) {
        return values.type() == WeightType.INT8 ? bytes[at] : number(bytes[at * bits / Byte.SIZE], at) - zeroPoint(at);
    }

    private int zeroPoint(int at) {
        if (values.type() == WeightType.INT8) {
            return 0;
        }
        if (zeroPoints == null) {
            return 1 << (bits - 1);
        }
        int row = at / paddedWidth();
        int block = at % paddedWidth() / rows.blockSize();
        int bytesOfRow = (rows.blocks() * bits + 7) / Byte.SIZE;
        return number(zeroPoints.bytes().get(row * bytesOfRow + block * bits / Byte.SIZE), block);
    }

    /** Two numbers of 4 bits share a byte, the earlier in the lower half. */
    private int number(byte packed, int place) {
        return bits == Byte.SIZE ? packed & 0xff : (packed >> (4 * (place % 2))) & 0xf;
    }

    private void put(byte[] bytes, int at, int number) {
        if (bits == Byte.SIZE) {
            bytes[at] = (byte) number;
            return;
        }
        int shift = 4 * (at % 2);
        bytes[at / 2] = (byte) ((bytes[at / 2] & ~(0xf << shift)) | (number << shift));
    }
}

package dev.vernier.compressor.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The value of a node's attribute. */
public sealed interface Attribute {
    /** Names of the outer graph that graphs inside this attribute may use. */
    default Set<String> captured() {
        return Set.of();
    }

    /** A whole number. */
    record Int(long value) implements Attribute {}

    /** A number. */
    record Real(float value) implements Attribute {}

    /** A text. */
    record Text(String value) implements Attribute {}

    /** Whole numbers. */
    record Ints(List<Long> values) implements Attribute {
        public Ints {
            values = List.copyOf(values);
        }
    }

    /** Numbers. */
    record Reals(List<Float> values) implements Attribute {
        public Reals {
            values = List.copyOf(values);
        }
    }

    /** A tensor. */
    record Tensor(Weight value) implements Attribute {}

    /** A graph that runs inside the node and may read values of the outer graph. */
    record Body(Graph graph) implements Attribute {
        @Override
        public Set<String> captured() {
            return graph.captured();
        }
    }

    /**
     * Whatever else the format allows, kept as it was read.
     *
     * @param encoded the attribute in its file encoding, one char (0..255) a byte
     * @param captured names of the outer graph that a graph inside the attribute may use
     */
    record Opaque(String encoded, Set<String> captured) implements Attribute {
        public Opaque {
            captured = Set.copyOf(captured);
        }
    }

    static Attribute of(long value) {
        return new Int(value);
    }

    static Attribute of(float value) {
        return new Real(value);
    }

    static Attribute of(String value) {
        return new Text(value);
    }

    static Attribute of(long[] values) {
        return new Ints(Arrays.stream(values).boxed().toList());
    }
}

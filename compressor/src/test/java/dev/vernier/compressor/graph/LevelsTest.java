package dev.vernier.compressor.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LevelsTest {
    private static final Graph GRAPH = new Graph("g", 8, Map.of("", 14), List.of());

    @Test
    void signedBytesAreTheirOwnLevels() {
        GRAPH.putWeight("w", Weight.of(WeightType.INT8, new long[] {2, 2}, new byte[] {3, -2, 0, 127}));
        Levels levels = Levels.of(GRAPH, Node.of("MatMulInteger", List.of("x", "w"), "y"))
                .orElseThrow();

        assertThat(levels.count()).isEqualTo(4);
        assertThat(levels.nonZero()).isEqualTo(3);
        assertThat(levels.without(2).values().bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {3, 0, 0, 127}));
    }

    /** One output of 20 inputs: two blocks of 16 with the zero points 5 and 8; what lies behind input 19 is no weight. */
    @Test
    void fourBitsAreCountedFromTheZeroPointOfTheirBlock() {
        byte[] bytes = new byte[16];
        Arrays.fill(bytes, 0, 8, (byte) 0x65);
        Arrays.fill(bytes, 8, 10, (byte) 0x87);
        GRAPH.putWeight("b", Weight.of(WeightType.UINT8, new long[] {1, 2, 8}, bytes));
        GRAPH.putWeight("zeros", Weight.of(WeightType.UINT8, new long[] {1}, new byte[] {(byte) 0x85}));
        Levels levels =
                Levels.of(GRAPH, blocks(List.of("x", "b", "scales", "zeros"))).orElseThrow();

        assertThat(levels.count()).isEqualTo(20);
        // 6 - 5 in the first block, 7 - 8 in the second
        assertThat(levels.nonZero()).isEqualTo(8 + 2);
        assertThat(levels.without(1).nonZero()).isZero();
        assertThat(levels.without(1).values().bytes().get(0)).isEqualTo((byte) 0x55);
        assertThat(levels.without(1).values().bytes().get(8)).isEqualTo((byte) 0x88);
    }

    @Test
    void withoutZeroPointsTheMiddleIsZero() {
        GRAPH.putWeight("m", Weight.of(WeightType.UINT8, new long[] {1, 1, 8}, new byte[] {8, 0, 0, 0, 0, 0, 0, 0}));

        assertThat(Levels.of(GRAPH, blocks(List.of("x", "m", "scales")))
                        .orElseThrow()
                        .nonZero())
                .isEqualTo(15);
    }

    @Test
    void tablesHaveLevelsToo() {
        byte[] rows = new byte[32];
        Arrays.fill(rows, (byte) 128);
        rows[17] = 1;
        GRAPH.putWeight("t", Weight.of(WeightType.UINT8, new long[] {2, 16}, rows));
        Node node = Node.of("GatherBlockQuantized", List.of("t", "ids", "scales"), "y")
                .inDomain(Node.MICROSOFT)
                .with("bits", Attribute.of(8))
                .with("block_size", Attribute.of(16));

        assertThat(Levels.of(GRAPH, node).orElseThrow().count()).isEqualTo(32);
        assertThat(Levels.of(GRAPH, node).orElseThrow().nonZero()).isEqualTo(1);
    }

    @Test
    void fp32HasNone() {
        GRAPH.putWeight("f", Weight.floats(new long[] {1, 1}, 1));

        assertThat(Levels.of(GRAPH, Node.of("MatMul", List.of("x", "f"), "y"))).isEmpty();
    }

    private static Node blocks(List<String> inputs) {
        return Node.of("MatMulNBits", inputs, "y")
                .inDomain(Node.MICROSOFT)
                .with("K", Attribute.of(inputs.contains("b") ? 20 : 16))
                .with("N", Attribute.of(1))
                .with("bits", Attribute.of(4))
                .with("block_size", Attribute.of(16));
    }
}

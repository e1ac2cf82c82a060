package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import java.util.ArrayList;
import java.util.List;

/** The names under which a graph holds a table in blocks: its numbers, scales and, where each block has one, zero points. */
record BlockTable(BlockFormat format, List<String> numbersAndScales, List<String> zeros) {
    BlockTable {
        numbersAndScales = List.copyOf(numbersAndScales);
        zeros = List.copyOf(zeros);
    }

    /** Adds the quantised form of a table to its graph. */
    static BlockTable of(Graph graph, String name, Weight table, BlockFormat format) {
        BlockMatrix matrix = quantized(table, format);
        String stem = name + "/" + format.bits() + "bit";
        return new BlockTable(
                format,
                List.of(graph.addWeight(stem, matrix.rows()), graph.addWeight(stem + "_scale", matrix.scalesOfRows())),
                format.isSymmetric() ? List.of() : List.of(graph.addWeight(stem + "_zero", matrix.zerosOfRows())));
    }

    /** A row of the table is an output of the matrix. */
    private static BlockMatrix quantized(Weight table, BlockFormat format) {
        int width = table.size(1);
        int size = format.blockSize();
        float[] values = table.floats();
        BlockMatrix matrix = new BlockMatrix(format, width, table.size(0));
        for (int from = 0; from < values.length; from += size) {
            float low = 0;
            float high = 0;
            for (int at = from; at < from + size; at++) {
                low = Math.min(low, values[at]);
                high = Math.max(high, values[at]);
            }
            matrix.open(from % width / size, from / width, low, high);
            for (int at = from; at < from + size; at++) {
                matrix.put(at % width, at / width, values[at]);
            }
        }
        return matrix;
    }

    /** Puts the look-up in this table in the place of that in the fp32 one. */
    void lookUp(Graph graph, Node gather) {
        List<String> inputs = new ArrayList<>(numbersAndScales);
        inputs.add(1, gather.input(1));
        inputs.addAll(zeros);
        graph.importDomain(Node.MICROSOFT, 1);
        graph.replace(Node.of("GatherBlockQuantized", inputs, gather.output())
                .inDomain(Node.MICROSOFT)
                .with("bits", Attribute.of(format.bits()))
                .with("block_size", Attribute.of(format.blockSize()))
                .with("gather_axis", Attribute.of(0))
                .with("quantize_axis", Attribute.of(1)));
    }
}

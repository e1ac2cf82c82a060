package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tables that rows are looked up in, in 4 or 8 bits with a scale for each block of a row; only the rows that are looked up
 * become fp32: ONNX Runtime's GatherBlockQuantized. The tables of a small model are half of its file.
 */
public final class BlockEmbeddings implements Pass {
    /** Smaller tables weigh next to nothing. */
    private static final int MIN_ROWS = 256;

    private final BlockFormat format;

    public BlockEmbeddings(BlockFormat format) {
        this.format = format;
    }

    @Override
    public String name() {
        return "embeddings";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        Graph graph = original.copy();
        Map<String, BlockTable> tables = new LinkedHashMap<>();
        for (Node node : original.nodes()) {
            Weight table = node.is("Gather") && node.intAttribute("axis", 0) == 0 ? graph.weight(node.input(0)) : null;
            if (table != null && table.type() == WeightType.FLOAT && table.rank() == 2 && table.size(0) >= MIN_ROWS) {
                format.fitting(table.size(1))
                        .map(fitting -> tables.computeIfAbsent(
                                node.input(0), name -> BlockTable.of(graph, name, table, fitting)))
                        .ifPresent(quantized -> quantized.lookUp(graph, node));
            }
        }
        if (tables.isEmpty()) {
            throw new GraphException(
                    "the graph looks up no rows of a multiple of 16 numbers in an fp32 table of at least " + MIN_ROWS
                            + " rows");
        }
        graph.removeDead();
        graph.sort();
        return new Outcome(graph, facts(tables));
    }

    private ObjectNode facts(Map<String, BlockTable> tables) {
        ObjectNode facts =
                JsonNodeFactory.instance.objectNode().put("bits", format.bits()).put("symmetric", format.isSymmetric());
        ArrayNode all = facts.putArray("tables");
        tables.forEach((name, table) ->
                all.addObject().put("table", name).put("block", table.format().blockSize()));
        return facts;
    }
}

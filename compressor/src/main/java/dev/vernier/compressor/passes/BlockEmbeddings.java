package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Lookups;
import dev.vernier.compressor.graph.Weight;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Tables that rows are looked up in, in 4 or 8 bits with a scale for each block of a row; only the rows that are looked up
 * become fp32: ONNX Runtime's GatherBlockQuantized. The tables of a small model are half of its file.
 */
public final class BlockEmbeddings implements Pass {
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
        Lookups.of(original).forEach((name, lookups) -> {
            Weight table = Objects.requireNonNull(original.weight(name));
            format.fitting(table.size(1)).ifPresent(fitting -> {
                BlockTable quantized = BlockTable.of(graph, name, table, fitting);
                lookups.forEach(node -> quantized.lookUp(graph, node));
                tables.put(name, quantized);
            });
        });
        if (tables.isEmpty()) {
            throw new GraphException("no table has rows of a multiple of 16 numbers");
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

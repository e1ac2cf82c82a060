package dev.vernier.compressor.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fp32 tables {@code [rows, width]} of a graph, by name, with the nodes that look rows up in them. */
public final class Lookups {
    /** Smaller tables weigh next to nothing. */
    public static final int MIN_ROWS = 256;

    private Lookups() {}

    /**
     * All of them.
     *
     * @throws GraphException when there is none
     */
    public static Map<String, List<Node>> of(Graph graph) {
        Map<String, List<Node>> lookups = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            Weight table = node.is("Gather") && node.intAttribute("axis", 0) == 0 ? graph.weight(node.input(0)) : null;
            if (table != null && table.type() == WeightType.FLOAT && table.rank() == 2 && table.size(0) >= MIN_ROWS) {
                lookups.computeIfAbsent(node.input(0), name -> new ArrayList<>())
                        .add(node);
            }
        }
        if (lookups.isEmpty()) {
            throw new GraphException("the graph looks up no rows in an fp32 table of at least " + MIN_ROWS + " rows");
        }
        return lookups;
    }
}

package dev.vernier.compressor.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The same graph under other names and in another order of nodes and weights; only inputs and outputs keep their names. */
public final class Disguise {
    private Disguise() {}

    public static Graph of(Graph graph, long seed) {
        Random random = new Random(seed);
        Map<String, String> names = new HashMap<>();
        graph.inputs().forEach(input -> names.put(input.name(), input.name()));
        graph.outputs().forEach(output -> names.put(output.name(), output.name()));
        List<String> weights = new ArrayList<>(graph.weights().keySet());
        List<Node> nodes = new ArrayList<>(graph.nodes());
        Collections.shuffle(weights, random);
        Collections.shuffle(nodes, random);
        Graph disguised = new Graph("disguised", graph.irVersion(), graph.opsets(), graph.inputs());
        for (String weight : weights) {
            Weight value = graph.weight(weight);
            if (value != null) {
                disguised.putWeight(renamed(names, weight), value);
            }
        }
        for (Node node : nodes) {
            disguised.add(new Node(
                    node.op(),
                    node.domain(),
                    "",
                    node.inputs().stream().map(name -> renamed(names, name)).toList(),
                    node.outputs().stream().map(name -> renamed(names, name)).toList(),
                    node.attributes(),
                    node.note()));
        }
        disguised.replaceOutputs(graph.outputs());
        return OnnxReader.read(OnnxWriter.bytes(disguised));
    }

    private static String renamed(Map<String, String> names, String name) {
        return name.isEmpty() ? "" : names.computeIfAbsent(name, any -> "v" + names.size());
    }
}

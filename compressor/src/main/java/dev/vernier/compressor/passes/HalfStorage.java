package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Emitter;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.util.List;
import java.util.Map;

/**
 * Keeps fp32 weights in 16 bits in the file; the runtime makes fp32 of them once, when it loads the model, and computes as
 * before. Rows of tables become fp32 as they are looked up. Half the file for what is left in fp32, at no less speed.
 */
public final class HalfStorage implements Pass {
    /** Smaller weights are not worth an operator each. */
    private static final int MIN_ELEMENTS = 1024;

    private final HalfFormat format;

    public HalfStorage(HalfFormat format) {
        this.format = format;
    }

    @Override
    public String name() {
        return "half-storage";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        if (original.opset() < format.minOpset()) {
            throw new GraphException("the model uses version " + original.opset() + " of the standard operators, "
                    + Pass.word(format) + " needs " + format.minOpset() + "; fp16 does not");
        }
        Graph graph = original.copy();
        int stored = 0;
        int beyond = 0;
        for (Map.Entry<String, Weight> entry : original.weights().entrySet()) {
            Weight weight = entry.getValue();
            if (weight.type() == WeightType.FLOAT && weight.elements() >= MIN_ELEMENTS) {
                if (format.holdsAll(weight)) {
                    store(graph, entry.getKey(), weight);
                    stored++;
                } else {
                    beyond++;
                }
            }
        }
        if (stored == 0) {
            throw new GraphException(
                    "the graph has no fp32 weights of at least " + MIN_ELEMENTS + " numbers that 16 bits can hold");
        }
        graph.removeDead();
        graph.sort();
        ObjectNode facts = JsonNodeFactory.instance
                .objectNode()
                .put("format", Pass.word(format))
                .put("weights_stored", stored)
                .put("weights_out_of_range", beyond);
        return new Outcome(graph, facts);
    }

    private void store(Graph graph, String name, Weight weight) {
        String half = graph.addWeight(name + "/half", format.of(weight));
        Emitter emit = new Emitter(graph, name);
        for (Node reader : graph.consumers(name)) {
            if (reader.is("Gather") && reader.input(0).equals(name) && reader.intAttribute("axis", 0) == 0) {
                String rows = emit.op("Gather", half, reader.input(1));
                graph.replace(Node.of("Cast", List.of(rows), reader.output())
                        .with("to", Attribute.of(WeightType.FLOAT.code())));
            }
        }
        if (!graph.consumers(name).isEmpty()) {
            graph.replaceUses(name, emit.cast(half, WeightType.FLOAT));
        }
    }
}

package dev.vernier.compressor.passes.lowrank;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Emitter;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Lookups;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.passes.Pass;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Tables that tokens are looked up in, as a train of three cores ({@link TableTrain}): the row's number is taken apart by
 * division, each part looks up a slice of a core, and their product is the row. For comparison: rows next to each other in a vocabulary
 * have nothing in common that a train could use.
 */
public final class TensorTrain implements Pass {
    private final double share;

    /** {@code share} of a table's parameters to keep, in (0,1). */
    public TensorTrain(double share) {
        this.share = new Size(0, share).share();
    }

    @Override
    public String name() {
        return "tensor-train";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        Graph graph = original.copy();
        ObjectNode facts = JsonNodeFactory.instance.objectNode().put("share", share);
        ArrayNode tables = facts.putArray("tables");
        for (Map.Entry<String, List<Node>> entry : Lookups.of(original).entrySet()) {
            Weight table = Objects.requireNonNull(original.weight(entry.getKey()));
            TableTrain.Shape shape = TableTrain.Shape.of(table.size(0), table.size(1), share);
            if (shape.parameters() >= table.elements()) {
                continue;
            }
            TableTrain train = TableTrain.of(table, shape);
            entry.getValue().forEach(lookup -> lookUp(graph, lookup, entry.getKey(), train));
            tables.addObject()
                    .put("table", entry.getKey())
                    .put("rank_1", train.shape().ranks().get(0))
                    .put("rank_2", train.shape().ranks().get(1));
        }
        if (tables.isEmpty()) {
            throw new GraphException("no table would be smaller as a train of cores");
        }
        graph.removeDead();
        graph.sort();
        return new Outcome(graph, facts);
    }

    private static void lookUp(Graph graph, Node lookup, String name, TableTrain train) {
        TableTrain.Shape shape = train.shape();
        long second = shape.rows().get(1);
        long third = shape.rows().get(2);
        Emitter emit = new Emitter(graph, lookup.output());
        String ids = emit.op("Reshape", lookup.input(1), emit.constant("flat", Weight.vector(-1)));
        String rest = emit.op("Div", ids, emit.constant("third", Weight.vector(third)));
        String product =
                slices(emit, name, train, 0, emit.op("Div", rest, emit.constant("second", Weight.vector(second))));
        String middle =
                slices(emit, name, train, 1, emit.op("Mod", rest, emit.constant("second", Weight.vector(second))));
        String last = slices(emit, name, train, 2, emit.op("Mod", ids, emit.constant("third", Weight.vector(third))));
        int rank = shape.ranks().get(1);
        long[] joined = {-1, (long) shape.widths().get(0) * shape.widths().get(1), rank};
        String both =
                emit.op("Reshape", emit.op("MatMul", product, middle), emit.constant("joined", Weight.vector(joined)));
        String rows = emit.op("MatMul", both, last);
        String size = emit.add(Node.of(
                        "Concat",
                        List.of(
                                emit.op("Shape", lookup.input(1)),
                                emit.constant("width", Weight.vector(shape.width()))),
                        emit.fresh("Concat"))
                .with("axis", Attribute.of(0)));
        graph.replace(Node.of("Reshape", List.of(rows, size), lookup.output()));
    }

    /** The slices of a core, one for each of these numbers. */
    private static String slices(Emitter emit, String name, TableTrain train, int core, String numbers) {
        return emit.op("Gather", emit.constant(name + "/core", train.cores().get(core)), numbers);
    }
}

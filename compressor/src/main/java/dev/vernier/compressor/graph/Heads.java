package dev.vernier.compressor.graph;

import java.util.List;

/**
 * Turns an encoder whose output is {@code [batch, sequence, hidden]} into one whose output is usable as it is. Padded
 * rows give the same answers as unpadded ones, as long as the encoder itself respects the attention mask.
 */
public final class Heads {
    /** Output of {@link #pooled}: {@code [batch, hidden]}, each row of length 1. */
    public static final String EMBEDDING = "embedding";

    /** Output of {@link #classifier}: {@code [batch, classes]}, each row adds up to 1. */
    public static final String PROBABILITIES = "probabilities";

    /** The note on a head's MatMul: it costs nothing and decides everything, so passes leave it alone. */
    public static final String NOTE = "vernier.head";

    private Heads() {}

    /**
     * Pools and normalises an encoder's only output.
     *
     * @throws GraphException when the graph has several outputs, or no input {@code attention_mask} to average by
     */
    public static Graph pooled(Graph encoder, Pooling pooling) {
        Graph graph = encoder.copy();
        ValueSpec hidden = onlyOutput(graph);
        Emitter emit = new Emitter(graph, "head");
        String pooled = pooling == Pooling.CLS ? first(emit, hidden.name()) : mean(graph, emit, hidden.name());
        String shortest = emit.constant("shortest", Weight.scalar(1e-12f));
        String length = emit.op("Max", emit.length(pooled, 1), shortest);
        graph.add(Node.of("Div", List.of(pooled, length), EMBEDDING));
        replaceOutput(graph, EMBEDDING, lastAxis(hidden));
        return graph;
    }

    /**
     * Appends a linear classifier to a pooled graph.
     *
     * @param weights {@code [hidden][classes]}
     * @param bias one number a class
     */
    public static Graph classifier(Graph pooled, float[][] weights, float[] bias) {
        Graph graph = pooled.copy();
        int classes = bias.length;
        float[] flat = new float[weights.length * classes];
        for (int i = 0; i < weights.length; i++) {
            System.arraycopy(weights[i], 0, flat, i * classes, classes);
        }
        Emitter emit = new Emitter(graph, "head");
        String matrix = emit.constant("weights", Weight.floats(new long[] {weights.length, classes}, flat));
        String product = emit.add(Node.of("MatMul", List.of(onlyOutput(graph).name(), matrix), emit.fresh("MatMul"))
                .withNote(NOTE));
        String logits = emit.op("Add", product, emit.constant("bias", Weight.floats(new long[] {classes}, bias)));
        graph.add(Node.of("Softmax", List.of(logits), PROBABILITIES).with("axis", Attribute.of(1)));
        replaceOutput(graph, PROBABILITIES, ValueSpec.Axis.fixed(classes));
        return graph;
    }

    /** A classifier's graph with probabilities for its output: where it ends with logits, a Softmax makes them. */
    public static Graph probabilities(Graph classifier) {
        ValueSpec output = onlyOutput(classifier);
        Node last = classifier.producer(output.name());
        if (last != null && last.is("Softmax")) {
            return classifier;
        }
        Graph graph = classifier.copy();
        Emitter emit = new Emitter(graph, "head");
        String probabilities = emit.add(Node.of("Softmax", List.of(output.name()), emit.fresh(PROBABILITIES))
                .with("axis", Attribute.of(1)));
        replaceOutput(graph, probabilities, lastAxis(output));
        return graph;
    }

    private static String first(Emitter emit, String hidden) {
        String zero = emit.constant("first", Weight.longs(new long[0], 0));
        return emit.add(
                Node.of("Gather", List.of(hidden, zero), emit.fresh("Gather")).with("axis", Attribute.of(1)));
    }

    private static String mean(Graph graph, Emitter emit, String hidden) {
        if (graph.input("attention_mask").isEmpty()) {
            throw new GraphException("mean pooling needs an input attention_mask");
        }
        String mask = emit.unsqueeze(emit.cast("attention_mask", WeightType.FLOAT), 2);
        String sum = emit.reduceSum(emit.op("Mul", hidden, mask), 1);
        String fewest = emit.constant("fewest", Weight.scalar(1));
        String count = emit.op("Max", emit.reduceSum(mask, 1), fewest);
        return emit.op("Div", sum, count);
    }

    private static ValueSpec onlyOutput(Graph graph) {
        if (graph.outputs().size() != 1) {
            throw new GraphException("a head needs a graph with one output, this one has "
                    + graph.outputs().stream().map(ValueSpec::name).toList());
        }
        return graph.outputs().get(0);
    }

    private static ValueSpec.Axis lastAxis(ValueSpec value) {
        List<ValueSpec.Axis> shape = value.shape();
        return shape == null || shape.isEmpty() ? ValueSpec.Axis.free("") : shape.get(shape.size() - 1);
    }

    private static void replaceOutput(Graph graph, String name, ValueSpec.Axis last) {
        ValueSpec.Axis batch = graph.inputs().stream()
                .map(ValueSpec::shape)
                .filter(shape -> shape != null && !shape.isEmpty())
                .findFirst()
                .map(shape -> shape.get(0))
                .orElse(ValueSpec.Axis.free("batch"));
        graph.replaceOutputs(List.of(new ValueSpec(name, WeightType.FLOAT, List.of(batch, last))));
        graph.sort();
    }
}

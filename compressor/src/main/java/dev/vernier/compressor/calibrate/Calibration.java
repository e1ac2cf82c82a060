package dev.vernier.compressor.calibrate;

import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Emitter;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.store.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sample texts that passes calibrate with, and what running a graph on them tells. Results do not depend on the
 * number of threads. Thread-safe.
 */
public final class Calibration {
    /** What a run may return of second moments: 64 MiB, a few of which exist at a time. */
    private static final long MAX_GRAM_ELEMENTS = 1 << 24;

    private final List<Encoding> texts;
    private final List<TokenBatch> batches;
    private final int threads;
    private final @Nullable Graph reference;

    /**
     * @param texts unlabelled, of the kind that the model will be asked about
     * @param threads how many batches run at once
     * @throws IllegalArgumentException when there is no text
     */
    public Calibration(List<Encoding> texts, int threads) {
        this(texts, threads, null);
    }

    private Calibration(List<Encoding> texts, int threads, @Nullable Graph reference) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("calibration needs at least one text");
        }
        this.texts = List.copyOf(texts);
        this.batches = TokenBatch.of(texts);
        this.threads = threads;
        this.reference = reference;
    }

    /** The same with the graph whose answers are the right ones. */
    public Calibration towards(Graph newReference) {
        return new Calibration(texts, threads, newReference);
    }

    /**
     * The graph whose answers are the right ones.
     *
     * @throws GraphException when none is known
     */
    public Graph reference() {
        if (reference == null) {
            throw new GraphException("what the answers should be is not known: there is no reference");
        }
        return reference;
    }

    /** The same with the first so many texts only. */
    public Calibration first(int count) {
        return new Calibration(texts.subList(0, Math.min(count, texts.size())), threads, reference);
    }

    /** The same with the last so many texts only. */
    public Calibration last(int count) {
        return new Calibration(texts.subList(Math.max(0, texts.size() - count), texts.size()), threads, reference);
    }

    /** How many texts there are. */
    public int size() {
        return texts.size();
    }

    /** How many threads a pass may use. */
    public int threads() {
        return threads;
    }

    /** The smallest and largest value of each tensor over all texts. */
    public Map<String, Range> ranges(Graph graph, Collection<String> tensors) {
        return ranges(graph, tensors, Range::with);
    }

    /** The mean over the batches, from short texts to long, of each tensor's smallest and largest value, later ones counting more. */
    public Map<String, Range> movingRanges(Graph graph, Collection<String> tensors) {
        return ranges(graph, tensors, Range::movedTowards);
    }

    private Map<String, Range> ranges(Graph graph, Collection<String> tensors, BinaryOperator<Range> merge) {
        if (tensors.isEmpty()) {
            return Map.of();
        }
        Graph observed = graph.withOutputs(List.of());
        List<Observer> observers = tensors.stream()
                .distinct()
                .map(tensor -> new Observer(
                        tensor, observe(observed, "ReduceMin", tensor), observe(observed, "ReduceMax", tensor)))
                .toList();
        Map<String, Range> ranges = new LinkedHashMap<>();
        forEach(observed, (batch, values) -> {
            for (Observer observer : observers) {
                float min = values.of(observer.first())[0];
                float max = values.of(observer.second())[0];
                ranges.merge(observer.tensor(), range(observer.tensor(), min, max), merge);
            }
        });
        return ranges;
    }

    private static Range range(String tensor, float min, float max) {
        if (!Float.isFinite(min) || !Float.isFinite(max)) {
            throw new GraphException("the values of " + tensor + " are not finite on the calibration texts");
        }
        return Range.around(min, max);
    }

    /**
     * How the values of each tensor are spread.
     *
     * @param ranges that {@link #ranges(Graph, Collection)} found
     */
    public Map<String, Histogram> histograms(Graph graph, Map<String, Range> ranges) {
        Graph observed = graph.withOutputs(List.of());
        Map<String, Histogram> histograms = new LinkedHashMap<>();
        ranges.forEach((tensor, range) -> {
            histograms.put(tensor, new Histogram(range));
            observed.addOutput(new ValueSpec(tensor, WeightType.FLOAT, null));
        });
        forEach(observed, (batch, values) -> histograms.forEach((tensor, all) -> all.add(values.of(tensor))));
        return histograms;
    }

    private record Observer(String tensor, String first, String second) {}

    private static String observe(Graph graph, String op, String tensor) {
        String observer = graph.fresh(tensor + "/" + op);
        graph.add(Node.of(op, List.of(tensor), observer).with("keepdims", Attribute.of(0)));
        graph.addOutput(new ValueSpec(observer, WeightType.FLOAT, List.of()));
        return observer;
    }

    /**
     * Statistics of each channel of activations whose last dimension has a fixed size.
     *
     * @param sizes that size for each tensor
     */
    public Map<String, ChannelStatistics> channels(Graph graph, Map<String, Integer> sizes) {
        Graph observed = graph.withOutputs(List.of());
        Map<String, ChannelStatistics> channels = new LinkedHashMap<>();
        if (sizes.isEmpty()) {
            return channels;
        }
        List<ChannelObserver> observers = new ArrayList<>();
        sizes.forEach((tensor, size) -> {
            channels.put(tensor, new ChannelStatistics(size));
            observers.add(ChannelObserver.add(observed, tensor, size));
        });
        forEach(observed, (batch, values) -> {
            for (ChannelObserver observer : observers) {
                Objects.requireNonNull(channels.get(observer.tensor()))
                        .add(
                                values.of(observer.min()),
                                values.of(observer.max()),
                                values.of(observer.squares()),
                                batch.tokens());
            }
        });
        return channels;
    }

    /**
     * How the values of each channel are spread, of activations whose last dimension has a fixed size.
     *
     * @param sizes that size for each tensor
     */
    public Map<String, ActivationStatistics> activations(Graph graph, Map<String, Integer> sizes) {
        Map<String, ActivationStatistics> activations = new LinkedHashMap<>();
        Graph observed = graph.withOutputs(List.of());
        channels(graph, sizes).forEach((tensor, ranges) -> {
            activations.put(tensor, new ActivationStatistics(ranges));
            observed.addOutput(new ValueSpec(tensor, WeightType.FLOAT, null));
        });
        forEach(observed, (batch, values) -> activations.forEach((tensor, all) -> all.add(values.of(tensor))));
        return activations;
    }

    private record ChannelObserver(String tensor, String min, String max, String squares) {
        static ChannelObserver add(Graph graph, String tensor, int size) {
            Emitter emit = new Emitter(graph, tensor + "/channels");
            String rows = emit.op("Reshape", tensor, emit.constant("shape", Weight.vector(-1, size)));
            ChannelObserver observer = new ChannelObserver(
                    tensor,
                    emit.reduceMin(rows, 0),
                    emit.reduceMax(rows, 0),
                    emit.reduceSum(emit.op("Mul", rows, rows), 0));
            for (String output : List.of(observer.min, observer.max, observer.squares)) {
                graph.addOutput(new ValueSpec(output, WeightType.FLOAT, null));
            }
            return observer;
        }
    }

    /**
     * The mean over all tokens of each channel of activations whose last dimension has a fixed size.
     *
     * @param sizes that size for each tensor
     */
    public Map<String, double[]> means(Graph graph, Map<String, Integer> sizes) {
        Graph observed = graph.withOutputs(List.of());
        Map<String, double[]> means = new LinkedHashMap<>();
        Map<String, String> sums = new LinkedHashMap<>();
        sizes.forEach((tensor, size) -> {
            Emitter emit = new Emitter(observed, tensor + "/mean");
            String sum = emit.reduceSum(emit.op("Reshape", tensor, emit.constant("shape", Weight.vector(-1, size))), 0);
            observed.addOutput(new ValueSpec(sum, WeightType.FLOAT, null));
            means.put(tensor, new double[size]);
            sums.put(tensor, sum);
        });
        long tokens = batches.stream().mapToLong(TokenBatch::tokens).sum();
        forEach(
                observed,
                (batch, values) -> means.forEach((tensor, mean) -> {
                    float[] sum = values.of(Objects.requireNonNull(sums.get(tensor)));
                    for (int channel = 0; channel < mean.length; channel++) {
                        mean[channel] += (double) sum[channel] / tokens;
                    }
                }));
        return means;
    }

    /**
     * Second moments of activations whose last dimension has a fixed size.
     *
     * @param sizes that size for each tensor
     */
    public Map<String, Gram> grams(Graph graph, Map<String, Integer> sizes) {
        Map<String, Gram> grams = new LinkedHashMap<>();
        Map<String, Integer> part = new LinkedHashMap<>();
        long elements = 0;
        for (Map.Entry<String, Integer> tensor : sizes.entrySet()) {
            long more = (long) tensor.getValue() * tensor.getValue();
            if (elements + more > MAX_GRAM_ELEMENTS && !part.isEmpty()) {
                grams.putAll(gramsAtOnce(graph, part));
                part.clear();
                elements = 0;
            }
            part.put(tensor.getKey(), tensor.getValue());
            elements += more;
        }
        if (!part.isEmpty()) {
            grams.putAll(gramsAtOnce(graph, part));
        }
        return grams;
    }

    /** ONNX Runtime multiplies the matrices: several times faster than Java. */
    private Map<String, Gram> gramsAtOnce(Graph graph, Map<String, Integer> sizes) {
        Graph observed = graph.withOutputs(List.of());
        Map<String, Gram> grams = new LinkedHashMap<>();
        List<Observer> observers = new ArrayList<>();
        sizes.forEach((tensor, size) -> {
            grams.put(tensor, new Gram(size));
            observers.add(observeGram(observed, tensor, size));
        });
        forEach(observed, (batch, values) -> {
            for (Observer observer : observers) {
                Objects.requireNonNull(grams.get(observer.tensor()))
                        .add(values.of(observer.first()), values.of(observer.second()), batch.tokens());
            }
        });
        return grams;
    }

    private static Observer observeGram(Graph graph, String tensor, int size) {
        Emitter emit = new Emitter(graph, tensor + "/gram");
        String rows = emit.op("Reshape", tensor, emit.constant("shape", Weight.vector(-1, size)));
        String products = emit.op("MatMul", emit.op("Transpose", rows), rows);
        String sums = emit.reduceSum(rows, 0);
        graph.addOutput(new ValueSpec(products, WeightType.FLOAT, null));
        graph.addOutput(new ValueSpec(sums, WeightType.FLOAT, null));
        return new Observer(tensor, products, sums);
    }

    /**
     * The moments that fit one activation to another.
     *
     * @param input read by the layer that is to be fitted, {@code inputs} wide
     * @param target what that layer should produce, {@code outputs} wide
     */
    public Regression regression(Graph graph, String input, int inputs, String target, int outputs) {
        return regressions(graph, List.of(new Fit(input, inputs, target, outputs)))
                .get(0);
    }

    /**
     * One activation that is to be made of another.
     *
     * @param input read by the layer that is to be fitted, {@code inputs} wide
     * @param target what that layer should produce, {@code outputs} wide
     */
    public record Fit(String input, int inputs, String target, int outputs) {}

    /** The moments of several, in their order. */
    public List<Regression> regressions(Graph graph, List<Fit> fits) {
        Graph observed = graph.withOutputs(List.of());
        List<FitObserver> observers =
                fits.stream().map(fit -> FitObserver.add(observed, fit)).toList();
        forEach(observed, (batch, values) -> observers.forEach(observer -> observer.take(values, batch.tokens())));
        return observers.stream().map(FitObserver::regression).toList();
    }

    private record FitObserver(Observer moments, String products, String sums, Regression regression) {
        static FitObserver add(Graph graph, Fit fit) {
            Observer moments = observeGram(graph, fit.input(), fit.inputs());
            Emitter emit = new Emitter(graph, fit.input() + "/target");
            String rows = emit.op("Reshape", fit.input(), emit.constant("shape", Weight.vector(-1, fit.inputs())));
            String targets = emit.op("Reshape", fit.target(), emit.constant("shape", Weight.vector(-1, fit.outputs())));
            String products = emit.op("MatMul", emit.op("Transpose", rows), targets);
            String sums = emit.reduceSum(targets, 0);
            graph.addOutput(new ValueSpec(products, WeightType.FLOAT, null));
            graph.addOutput(new ValueSpec(sums, WeightType.FLOAT, null));
            return new FitObserver(moments, products, sums, new Regression(fit.inputs(), fit.outputs()));
        }

        void take(GraphSession.Outputs values, long tokens) {
            regression.add(
                    values.of(moments.first()),
                    values.of(moments.second()),
                    values.of(products),
                    values.of(sums),
                    tokens);
        }
    }

    /** The graph's first output for each text, in the order of the texts. */
    public float[][] outputs(Graph graph) {
        try (GraphSession session = GraphSession.open(graph)) {
            return outputs(session, graph.outputs().get(0).name(), Map.of());
        }
    }

    /**
     * Makes sure that a graph answers the texts with numbers.
     *
     * @throws GraphException when an answer has a value that is infinite or none
     */
    public void requireNumbers(Graph graph) {
        for (float[] answer : outputs(graph)) {
            for (float value : answer) {
                if (!Float.isFinite(value)) {
                    throw new GraphException("the model's answer to a calibration text is " + value
                            + ": there is nothing to be faithful to");
                }
            }
        }
    }

    /** An output for each text, in the order of the texts; {@code extra}: values of inputs that are no tokens. */
    public float[][] outputs(GraphSession session, String output, Map<String, Weight> extra) {
        float[][] rows = new float[texts.size()][];
        try (GraphSession.Given given = GraphSession.Given.of(extra)) {
            Lanes.inOrder(threads, batches, batch -> session.run(batch, given, Set.of(output)), (batch, values) -> {
                float[] flat = values.of(output);
                int width = flat.length / batch.rows().size();
                for (int i = 0; i < batch.rows().size(); i++) {
                    rows[batch.rows().get(i)] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
                }
            });
        }
        return rows;
    }

    /** Runs all texts and hands over all outputs, in the order of the batches. */
    private void forEach(Graph graph, BiConsumer<TokenBatch, GraphSession.Outputs> take) {
        graph.removeDead();
        Set<String> outputs = graph.outputs().stream().map(ValueSpec::name).collect(Collectors.toUnmodifiableSet());
        try (GraphSession session = GraphSession.open(graph)) {
            Lanes.inOrder(threads, batches, batch -> session.run(batch, GraphSession.Given.NOTHING, outputs), take);
        }
    }
}

package dev.vernier.compressor.graph;

import dev.vernier.compressor.graph.EncoderForm.Norm;
import dev.vernier.compressor.graph.EncoderForm.Order;
import dev.vernier.compressor.graph.EncoderForm.Projections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Writes an {@link EncoderForm}. A weight depends on its name alone. */
final class EncoderWriter {
    private static final int WIDTH = EncoderForm.WIDTH;
    private static final int NEURONS = EncoderForm.NEURONS;
    private static final int HEADS = 4;
    private static final int HEAD_WIDTH = WIDTH / HEADS;
    private static final int SPLIT_SIZES_ARE_AN_INPUT = 13;

    private final EncoderForm form;
    private final Graph graph;
    private final Emitter emit;

    EncoderWriter(EncoderForm form) {
        this.form = form;
        this.graph = new Graph(
                "form",
                9,
                Map.of("", form.opset(), Node.MICROSOFT, 1),
                List.of(tokens("input_ids"), tokens("attention_mask")));
        this.emit = new Emitter(graph, "v");
    }

    /** What goes on from a sum: itself, and normalised. */
    private record Residual(String sum, String normalized) {}

    Graph written() {
        graph.putWeight("table", normal("table", EncoderForm.WORDS, WIDTH));
        String embedded = emit.op("Gather", "table", "input_ids");
        Residual hidden = new Residual(embedded, norm("first", embedded));
        String mask = mask();
        for (String block : List.of("a", "b")) {
            hidden = after(block + ".middle", hidden, attention(block, hidden.normalized(), mask));
            hidden = after(block + ".end", hidden, feedForward(block, hidden.normalized()));
        }
        graph.add(Node.of("Identity", List.of(hidden.normalized()), "hidden"));
        graph.addOutput(new ValueSpec(
                "hidden",
                WeightType.FLOAT,
                List.of(ValueSpec.Axis.free("batch"), ValueSpec.Axis.free("sequence"), ValueSpec.Axis.fixed(WIDTH))));
        graph.sort();
        return Heads.pooled(graph, Pooling.MEAN);
    }

    /** 0 for tokens and -10000 for padding, over all heads and queries. */
    private String mask() {
        String present = emit.cast(emit.unsqueeze(emit.unsqueeze("attention_mask", 1), 2), WeightType.FLOAT);
        String absent = emit.op("Sub", constant(1), present);
        return emit.op("Mul", absent, constant(-10_000));
    }

    private String attention(String block, String input, String mask) {
        List<String> parts = form.projections() == Projections.SEPARATE
                ? Stream.of("query", "key", "value")
                        .map(role -> linear(block + "." + role, input, WIDTH, WIDTH))
                        .toList()
                : packed(block, input);
        String products = emit.op("MatMul", heads(parts.get(0), 0, 2, 1, 3), heads(parts.get(1), 0, 2, 3, 1));
        String scores = emit.op("Add", emit.op("Div", products, constant((float) Math.sqrt(HEAD_WIDTH))), mask);
        String shares = emit.add(
                Node.of("Softmax", List.of(scores), emit.fresh("Softmax")).with("axis", Attribute.of(3)));
        String context = transposed(emit.op("MatMul", shares, heads(parts.get(2), 0, 2, 1, 3)), 0, 2, 1, 3);
        String whole = emit.op("Reshape", context, emit.constant("shape", Weight.vector(0, 0, WIDTH)));
        return linear(block + ".output", whole, WIDTH, WIDTH);
    }

    private List<String> packed(String block, String input) {
        List<String> roles = List.of(block + ".query", block + ".key", block + ".value");
        graph.putWeight(block + ".packed", sideBySide(roles, WIDTH));
        graph.putWeight(block + ".packed.bias", joined(roles));
        String all = emit.op("Add", emit.op("MatMul", input, block + ".packed"), block + ".packed.bias");
        return form.projections() == Projections.SPLIT
                ? split(all)
                : List.of(slice(all, 0), slice(all, 1), slice(all, 2));
    }

    private List<String> split(String all) {
        List<String> parts = List.of(emit.fresh("query"), emit.fresh("key"), emit.fresh("value"));
        boolean isInput = form.opset() >= SPLIT_SIZES_ARE_AN_INPUT;
        List<String> inputs =
                isInput ? List.of(all, emit.constant("sizes", Weight.vector(WIDTH, WIDTH, WIDTH))) : List.of(all);
        Node split = Node.of("Split", inputs, parts.get(0)).withOutputs(parts).with("axis", Attribute.of(2));
        emit.add(isInput ? split : split.with("split", Attribute.of(new long[] {WIDTH, WIDTH, WIDTH})));
        return parts;
    }

    private String slice(String all, int part) {
        return emit.op(
                "Slice",
                all,
                emit.constant("from", Weight.vector((long) part * WIDTH)),
                emit.constant("to", Weight.vector((part + 1L) * WIDTH)),
                emit.constant("axis", Weight.vector(2)));
    }

    private String heads(String value, long... order) {
        long[] shape = {0, 0, HEADS, HEAD_WIDTH};
        return transposed(emit.op("Reshape", value, emit.constant("shape", Weight.vector(shape))), order);
    }

    private String transposed(String value, long... order) {
        return emit.add(
                Node.of("Transpose", List.of(value), emit.fresh("Transpose")).with("perm", Attribute.of(order)));
    }

    private String feedForward(String block, String input) {
        graph.putWeight(block + ".up", withIdleColumns(normal(block + ".up", WIDTH, NEURONS)));
        graph.putWeight(block + ".up.bias", withIdleColumns(normal(block + ".up.bias", NEURONS)));
        String product = emit.op("MatMul", input, block + ".up");
        String active = activation(product, block + ".up.bias");
        return linear(block + ".down", active, NEURONS, WIDTH);
    }

    private String activation(String product, String bias) {
        return switch (form.activation()) {
            case GELU_20 -> gelu(Node.of("Gelu", List.of(sum(product, bias)), emit.fresh("Gelu")), "none");
            case GELU_20_TANH -> gelu(Node.of("Gelu", List.of(sum(product, bias)), emit.fresh("Gelu")), "tanh");
            case ERF -> erf(sum(product, bias));
            case TANH -> tanh(sum(product, bias));
            case SIGMOID -> sigmoid(sum(product, bias));
            case MICROSOFT_GELU -> microsoft("Gelu", sum(product, bias));
            case MICROSOFT_BIAS_GELU -> microsoft("BiasGelu", product, bias);
            case MICROSOFT_FAST_GELU -> microsoft("FastGelu", product, bias);
            case MICROSOFT_QUICK_GELU -> microsoft("QuickGelu", sum(product, bias));
        };
    }

    private String gelu(Node gelu, String approximate) {
        return emit.add(gelu.with("approximate", Attribute.of(approximate)));
    }

    private String microsoft(String op, String... inputs) {
        return emit.add(Node.of(op, List.of(inputs), emit.fresh(op)).inDomain(Node.MICROSOFT));
    }

    /** x (1 + erf(x / sqrt 2)) / 2. */
    private String erf(String x) {
        String erf = emit.op("Erf", emit.op("Div", x, constant((float) Math.sqrt(2))));
        return emit.op("Mul", emit.op("Mul", x, emit.op("Add", erf, constant(1))), constant(0.5f));
    }

    /** x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2. */
    private String tanh(String x) {
        String cube = emit.op("Mul", emit.op("Pow", x, constant(3)), constant(0.044715f));
        String inner = emit.op("Mul", emit.op("Add", x, cube), constant((float) Math.sqrt(2 / Math.PI)));
        String outer = emit.op("Add", emit.op("Tanh", inner), constant(1));
        return emit.op("Mul", emit.op("Mul", x, constant(0.5f)), outer);
    }

    /** x sigmoid(1.702 x). */
    private String sigmoid(String x) {
        return emit.op("Mul", x, emit.op("Sigmoid", emit.op("Mul", x, constant(1.702f))));
    }

    private String sum(String product, String bias) {
        return emit.op("Add", product, bias);
    }

    private Residual after(String name, Residual before, String layer) {
        String kept = form.order() == Order.POST_LN ? before.normalized() : before.sum();
        if (form.norm() == Norm.SKIP) {
            String normalized = emit.fresh("normalized");
            String sum = emit.fresh("sum");
            emit.add(Node.of("SkipLayerNormalization", skipInputs(name, layer, kept), normalized)
                    .inDomain(Node.MICROSOFT)
                    .withOutputs(List.of(normalized, "", "", sum))
                    .with("epsilon", Attribute.of(1e-5f)));
            return new Residual(sum, normalized);
        }
        String sum = emit.op("Add", layer, kept);
        return new Residual(sum, norm(name, sum));
    }

    private List<String> skipInputs(String name, String layer, String kept) {
        return List.of(layer, kept, scale(name), shift(name));
    }

    private String norm(String name, String value) {
        if (form.norm() != Norm.DECOMPOSED) {
            // A LayerNormalization that adds nothing is the standard operator, which older opsets have in ONNX Runtime
            // too.
            Node node = Node.of(
                    "LayerNormalization", List.of(value, scale(name), shift(name)), emit.fresh("LayerNormalization"));
            return emit.add(node.with("epsilon", Attribute.of(1e-5f)));
        }
        String difference = emit.op("Sub", value, mean(value));
        String variance = mean(emit.op("Pow", difference, constant(2)));
        String deviation = emit.op("Sqrt", emit.op("Add", variance, constant(1e-5f)));
        String unit = emit.op("Div", difference, deviation);
        return emit.op("Add", emit.op("Mul", unit, scale(name)), shift(name));
    }

    private String mean(String value) {
        Node mean = Node.of("ReduceMean", List.of(value), emit.fresh("ReduceMean"));
        return form.opset() >= 18
                ? emit.add(mean.withInputs(List.of(value, emit.constant("axes", Weight.vector(-1)))))
                : emit.add(mean.with("axes", Attribute.of(new long[] {-1})));
    }

    private String scale(String name) {
        float[] values = normal(name + ".scale", WIDTH).floats();
        for (int i = 0; i < WIDTH; i++) {
            values[i] = 1 + values[i] / 4;
        }
        graph.putWeight(name + ".scale", Weight.floats(new long[] {WIDTH}, values));
        return name + ".scale";
    }

    private String shift(String name) {
        graph.putWeight(name + ".shift", normal(name + ".shift", WIDTH));
        return name + ".shift";
    }

    private String linear(String name, String input, int inputs, int outputs) {
        graph.putWeight(name, normal(name, inputs, outputs));
        graph.putWeight(name + ".bias", normal(name + ".bias", outputs));
        return emit.op("Add", emit.op("MatMul", input, name), name + ".bias");
    }

    private String constant(float value) {
        return emit.constant("constant", Weight.scalar(value));
    }

    private static ValueSpec tokens(String name) {
        return new ValueSpec(
                name, WeightType.INT64, List.of(ValueSpec.Axis.free("batch"), ValueSpec.Axis.free("sequence")));
    }

    private static Weight sideBySide(List<String> names, int rows) {
        float[] all = new float[rows * names.size() * WIDTH];
        for (int part = 0; part < names.size(); part++) {
            float[] matrix = normal(names.get(part), rows, WIDTH).floats();
            for (int row = 0; row < rows; row++) {
                System.arraycopy(matrix, row * WIDTH, all, (row * names.size() + part) * WIDTH, WIDTH);
            }
        }
        return Weight.floats(new long[] {rows, (long) names.size() * WIDTH}, all);
    }

    private static Weight joined(List<String> names) {
        float[] all = new float[names.size() * WIDTH];
        for (int part = 0; part < names.size(); part++) {
            System.arraycopy(normal(names.get(part) + ".bias", WIDTH).floats(), 0, all, part * WIDTH, WIDTH);
        }
        return Weight.floats(new long[] {all.length}, all);
    }

    private static Weight withIdleColumns(Weight weight) {
        float[] values = weight.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] = i % NEURONS < NEURONS - EncoderForm.IDLE ? values[i] : 0;
        }
        return Weight.floats(weight.shape(), values);
    }

    private static Weight normal(String name, int... shape) {
        Random random = new Random(name.hashCode());
        long[] sizes = new long[shape.length];
        int count = 1;
        for (int i = 0; i < shape.length; i++) {
            sizes[i] = shape[i];
            count *= shape[i];
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() / 4;
        }
        return Weight.floats(sizes, values);
    }
}

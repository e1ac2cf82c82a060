package dev.vernier.compressor.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadsTest {
    private static final List<ValueSpec.Axis> TOKENS =
            List.of(ValueSpec.Axis.free("batch"), ValueSpec.Axis.free("sequence"));

    @ParameterizedTest
    @ValueSource(ints = {11, 13, 18, 21})
    void averagesTheTokensThatTheMaskNames(int opset) throws OrtException {
        Graph pooled = Heads.pooled(lookUp(opset), Pooling.MEAN);

        float[][] rows = run(pooled, new long[][] {{0, 1, 2}, {1, 2, 2}}, new long[][] {{1, 1, 0}, {1, 0, 0}});

        assertThat(rows[0]).containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
        assertThat(rows[1]).containsExactly(new float[] {0, 1}, within(1e-6f));
    }

    @Test
    void takesTheFirstToken() throws OrtException {
        float[][] rows = run(Heads.pooled(lookUp(11), Pooling.CLS), new long[][] {{2, 0}}, new long[][] {{1, 1}});

        assertThat(rows[0]).containsExactly(new float[] {-0.8f, 0.6f}, within(1e-6f));
    }

    @Test
    void classifiesThePooledVector() throws OrtException {
        float[][] weights = {{0, 10}, {0, 10}};
        Graph classifier = Heads.classifier(Heads.pooled(lookUp(11), Pooling.MEAN), weights, new float[] {0, -14});

        float[][] rows = run(classifier, new long[][] {{0, 1}}, new long[][] {{1, 1}});

        assertThat(rows[0]).containsExactly(new float[] {0.5f, 0.5f}, within(1e-5f));
        assertThat(classifier.outputs()).extracting(ValueSpec::name).containsExactly("probabilities");
        assertThat(Linear.all(classifier)).isEmpty();
    }

    @Test
    void asksForTheMaskThatItAveragesBy() {
        Graph graph = lookUp(11).withInputs(List.of(new ValueSpec("input_ids", WeightType.INT64, TOKENS)));

        assertThatThrownBy(() -> Heads.pooled(graph, Pooling.MEAN)).hasMessageContaining("attention_mask");
    }

    /** An encoder of three tokens whose vectors have whole lengths, alone or added up. */
    private static Graph lookUp(int opset) {
        Graph graph = new Graph(
                "look-up",
                8,
                Map.of("", opset),
                List.of(
                        new ValueSpec("input_ids", WeightType.INT64, TOKENS),
                        new ValueSpec("attention_mask", WeightType.INT64, TOKENS)));
        graph.putWeight("table", Weight.floats(new long[] {3, 2}, 6, 4, 0, 4, -8, 6));
        graph.add(Node.of("Gather", List.of("table", "input_ids"), "hidden"));
        graph.addOutput(new ValueSpec("hidden", WeightType.FLOAT, null));
        return graph;
    }

    private static float[][] run(Graph graph, long[][] ids, long[][] mask) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(OnnxWriter.bytes(graph));
                OnnxTensor idTensor = OnnxTensor.createTensor(environment, ids);
                OnnxTensor maskTensor = OnnxTensor.createTensor(environment, mask);
                OrtSession.Result result = session.run(Map.of("input_ids", idTensor, "attention_mask", maskTensor))) {
            return (float[][]) result.get(0).getValue();
        }
    }
}

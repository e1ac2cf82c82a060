package dev.vernier.compressor.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.passes.TinyEncoder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphSessionTest {
    private static final Graph GRAPH = TinyEncoder.graph();
    private static final Calibration TEXTS = TinyEncoder.texts(8, 1);

    @Test
    void aLargeGraphGoesThroughFilesAndAnswersTheSame() {
        assertThat(answers(true)).isDeepEqualTo(answers(false));
    }

    private static float[][] answers(boolean isLarge) {
        try (GraphSession session = GraphSession.open(GRAPH, isLarge)) {
            return TEXTS.outputs(session, GRAPH.outputs().get(0).name(), Map.of());
        }
    }
}

package dev.vernier.compressor.passes.lowrank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.TinyEncoder;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Tables as products of smaller ones. */
class EmbeddingTest {
    private static final Graph GRAPH = TinyEncoder.graph();
    private static final Calibration TEXTS = TinyEncoder.texts(48, 2);

    /** Row i is the mean row plus multiples of three directions: (i mod 4) e1 + (i mod 5) e2 + (i mod 3) e3 + 7 everywhere. */
    private static Graph withThreeDirections() {
        float[] values = new float[TinyEncoder.WORDS * TinyEncoder.WIDTH];
        for (int i = 0; i < values.length; i++) {
            int row = i / TinyEncoder.WIDTH;
            int more = switch (i % TinyEncoder.WIDTH) {
                case 1 -> row % 4;
                case 2 -> row % 5;
                case 3 -> row % 3;
                default -> 0;
            };
            values[i] = 7 + more;
        }
        Graph graph = GRAPH.copy();
        graph.putWeight("table", Weight.floats(new long[] {TinyEncoder.WORDS, TinyEncoder.WIDTH}, values));
        return graph;
    }

    private static double loss(Graph graph, Pass.Outcome outcome) {
        return Divergence.COSINE.mean(TEXTS.outputs(graph), TEXTS.outputs(outcome.graph()));
    }

    @Test
    void threeDirectionsAndAMeanNeedThreeCoordinates() {
        Graph graph = withThreeDirections();

        Pass.Outcome three = new EmbeddingPca(new Size(3, 0.5)).apply(graph, TEXTS);
        Pass.Outcome two = new EmbeddingPca(new Size(2, 0.5)).apply(graph, TEXTS);

        assertThat(loss(graph, three)).isLessThan(1e-6);
        assertThat(three.facts().get("tables").get(0).get("variance_lost").asDouble())
                .isCloseTo(0, within(1e-9));
        // i mod 3 varies least: .667 (a little less over 256 rows) of .667 + 1.25 + 2
        assertThat(two.facts().get("tables").get(0).get("variance_lost").asDouble())
                .isCloseTo(0.170, within(0.003));
        assertThat(Objects.requireNonNull(three.graph().weight("table/coordinates"))
                        .shape())
                .containsExactly(256, 3);
        assertThat(three.graph().weights()).doesNotContainKey("table");
    }

    /** 256 rows are cut into 7 * 7 * 6, 32 columns into 2 * 4 * 4; whole ranks hold everything. */
    @Test
    void aTrainOfWholeRanksIsTheTable() {
        Weight table = Objects.requireNonNull(GRAPH.weight("table"));
        TableTrain.Shape shape = new TableTrain.Shape(List.of(7, 7, 6), List.of(2, 4, 4), List.of(14, 24));

        TableTrain train = TableTrain.of(table, shape);

        assertThat(shape.parameters()).isEqualTo(7 * 2 * 14 + 7 * 4 * 14 * 24 + 6 * 4 * 24);
        for (int row : new int[] {0, 5, 6, 41, 42, 255}) {
            assertThat(row(train, row)).as("row " + row).containsExactly(rowOf(table, row), within(1e-5));
        }
    }

    private static double[] rowOf(Weight table, int row) {
        double[] values = new double[TinyEncoder.WIDTH];
        System.arraycopy(table.doubles(), row * values.length, values, 0, values.length);
        return values;
    }

    private static double[] row(TableTrain train, int row) {
        float[] first = train.cores().get(0).floats();
        float[] second = train.cores().get(1).floats();
        float[] third = train.cores().get(2).floats();
        double[] values = new double[32];
        for (int j = 0; j < 32; j++) {
            for (int a = 0; a < 14; a++) {
                for (int b = 0; b < 24; b++) {
                    values[j] += (double) first[(row / 42 * 2 + j / 16) * 14 + a]
                            * second[((row / 6 % 7 * 14 + a) * 4 + j / 4 % 4) * 24 + b]
                            * third[(row % 6 * 24 + b) * 4 + j % 4];
                }
            }
        }
        return values;
    }

    @Test
    void ranksAreTheLargestThatKeepTheShare() {
        TableTrain.Shape shape = TableTrain.Shape.of(30522, 384, 0.25);

        assertThat(shape.rows()).containsExactly(32, 32, 30);
        assertThat(shape.widths()).containsExactly(6, 8, 8);
        assertThat(shape.ranks()).containsExactly(106, 106);
        assertThat(shape.parameters()).isEqualTo(192 * 106 + 256 * 106 * 106 + 240 * 106);
    }

    /** Each part of a row's number has its say in one part of a column's: a train of rank 1. */
    @Test
    void theGraphPutsTheTrainTogether() {
        Graph graph = GRAPH.copy();
        float[] values = new float[TinyEncoder.WORDS * TinyEncoder.WIDTH];
        for (int i = 0; i < values.length; i++) {
            int row = i / TinyEncoder.WIDTH;
            int column = i % TinyEncoder.WIDTH;
            values[i] =
                    factor(row / 42, column / 16) * factor(row / 6 % 7, column / 4 % 4) * factor(row % 6, column % 4);
        }
        graph.putWeight("table", Weight.floats(new long[] {TinyEncoder.WORDS, TinyEncoder.WIDTH}, values));

        Pass.Outcome outcome = new TensorTrain(0.1).apply(graph, TEXTS);

        assertThat(loss(graph, outcome)).isLessThan(1e-6);
        assertThat(outcome.graph().weights()).doesNotContainKey("table");
    }

    private static float factor(int part, int column) {
        return (part + 1) * (column + 2) % 5 - 2;
    }

    @Test
    void aTableThatWouldNotBeSmallerIsRefused() {
        Graph small = GRAPH.copy();
        small.putWeight("table", Weight.floats(new long[] {255, 32}, new float[255 * 32]));

        assertThatThrownBy(() -> new EmbeddingPca(new Size(30, 0.5)).apply(GRAPH, TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("no table would be smaller");
        assertThatThrownBy(() -> new EmbeddingPca(new Size(0, 0.5)).apply(small, TEXTS))
                .hasMessageContaining("no rows in an fp32 table of at least 256 rows");
        assertThatThrownBy(() -> new TensorTrain(0.5).apply(small, TEXTS))
                .hasMessageContaining("no rows in an fp32 table of at least 256 rows");
    }
}

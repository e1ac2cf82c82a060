package dev.vernier.compressor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NeighboursTest {
    /** Points on a quarter of a circle, {@code degrees} apart. */
    private static Answers arc(int count, double degrees) {
        float[] values = new float[2 * count];
        for (int i = 0; i < count; i++) {
            values[2 * i] = (float) Math.cos(Math.toRadians(i * degrees));
            values[2 * i + 1] = (float) Math.sin(Math.toRadians(i * degrees));
        }
        return new Answers(2, values);
    }

    @Test
    void lengthDoesNotMatter() {
        Answers arc = arc(30, 3);
        float[] longer = arc.values().clone();
        for (int i = 20; i < longer.length; i++) {
            longer[i] *= 7;
        }
        assertThat(Neighbours.of(arc, 30).overlap(Neighbours.of(new Answers(2, longer), 30)))
                .hasSize(30)
                .containsOnly(1);
    }

    @Test
    void aPointThatJumpsLosesItsNeighbours() {
        Answers arc = arc(30, 3);
        float[] jumped = arc.values().clone();
        jumped[0] = (float) Math.cos(Math.toRadians(89));
        jumped[1] = (float) Math.sin(Math.toRadians(89));
        double[] overlap = Neighbours.of(arc, 30).overlap(Neighbours.of(new Answers(2, jumped), 30));
        assertThat(overlap[0]).isZero();
        assertThat(overlap[29]).isEqualTo(0.9);
    }

    @Test
    void withFewTextsAllOthersAreNeighbours() {
        assertThat(Neighbours.of(arc(4, 20), 4).overlap(Neighbours.of(arc(4, 20), 4)))
                .containsOnly(1);
    }
}

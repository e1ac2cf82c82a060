package dev.vernier.compressor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PerturbationTest {
    @Test
    void damagesEachTextInTurn() {
        assertThat(Perturbation.applyAll(List.of("ab 12", "an old Gull", "one two three", "--"), new Random(1)))
                .containsExactly("ba 12", "AN OLD GULL", "one two", "--");
    }
}

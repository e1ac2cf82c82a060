package dev.vernier.policy.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.policy.Demand;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.simulate.Profiles;
import java.util.List;
import org.junit.jupiter.api.Test;

class BaselineTest {
    private static final ModelProfile ENCODER = Profiles.encoder();

    @Test
    void everyPointOfEveryGridIsMadeAgainFromItsText() {
        for (List<Baseline> grid : Baseline.grids(ENCODER)) {
            for (Baseline point : grid) {
                Baseline again = Baseline.of(point.text());

                assertThat(again.name()).isEqualTo(point.name());
                assertThat(again.parameters()).isEqualTo(point.parameters()).isNotEmpty();
            }
        }
        assertThat(Baseline.of("static-int8").text()).isEqualTo("static-int8");
    }

    @Test
    void aNameAloneTakesTheDefaults() {
        assertThat(Baseline.of("proteus").text()).isEqualTo("proteus");
        assertThat(Baseline.names())
                .containsExactly(
                        "static-VARIANT",
                        "model-switching",
                        "proteus",
                        "infaas",
                        "slackfit",
                        "greedy",
                        "greedy-look-ahead",
                        "clipper-aimd");
    }

    @Test
    void saysWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Baseline.of("proteus:perod=1"))
                .hasMessage("proteus has no parameter `perod`; it has period, head-room, batch, mates");
        assertThatThrownBy(() -> Baseline.of("greedy:guard=much")).hasMessage("greedy: guard=much is no number");
        assertThatThrownBy(() -> Baseline.of("greedy:guard=-1")).hasMessage("greedy: guard=-1 is below 0");
        assertThatThrownBy(() -> Baseline.of("greedy:guard")).hasMessage("greedy: `guard` is not KEY=VALUE");
        assertThatThrownBy(() -> Baseline.of("best"))
                .hasMessageStartingWith("`best` is no policy; there are adaptive, ");
    }

    @Test
    void aVariantIsFoundByItsNameAndTheCheapestStandsInForOneThatIsNotThere() {
        Head head = new Head(ENCODER, new Demand(0, 1, 20, 4, 0, -1, false), 60_000_000, 1, nanos -> true);

        assertThat(new FixedVariant("int8").variant(head)).isEqualTo(2);
        assertThat(new FixedVariant("int4").variant(head)).isEqualTo(3);
    }
}

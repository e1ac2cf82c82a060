package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.compressor.calibrate.ChannelStatistics;
import dev.vernier.compressor.graph.Weight;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleSearchTest {
    private final ChannelStatistics channels = new ChannelStatistics(2);

    /** (200/255)^2 / 12 * 2 from the activation and (1/127)^2 / 12 * 101 from the weights. */
    @Test
    void expectsTheErrorOfBothRoundings() {
        channels.add(new float[] {-1, -100}, new float[] {1, 100}, new float[] {10, 1000}, 10);
        ScaleSearch search = new ScaleSearch(channels, List.of(Weight.floats(new long[] {2, 1}, 1, 1)));

        assertThat(search.errorUnscaled()).isCloseTo(0.1030465, within(1e-6));
    }

    /** With weights of 1 the divisors are 1 and 100^alpha. */
    @Test
    void dividesTheChannelThatSpoilsTheOthers() {
        channels.add(new float[] {-1, -100}, new float[] {1, 100}, new float[] {10, 1000}, 10);
        ScaleSearch search = new ScaleSearch(channels, List.of(Weight.floats(new long[] {2, 1}, 1, 1)));

        ChannelScales best = search.best();

        assertThat(best.error()).isLessThan(search.errorUnscaled());
        assertThat(best.values().floats()[0]).isEqualTo(1);
        assertThat(best.values().floats()[1]).isCloseTo((float) Math.pow(100, best.alpha()), within(1e-3f));
    }

    @Test
    void copesWithAChannelThatIsAlwaysZero() {
        channels.add(new float[] {0, -1}, new float[] {0, 1}, new float[] {0, 1}, 1);
        ScaleSearch search = new ScaleSearch(channels, List.of(Weight.floats(new long[] {2, 1}, 0, 1)));

        assertThat(search.best().error()).isFinite();
        assertThat(search.best().values().floats()).doesNotContain(0f);
    }
}

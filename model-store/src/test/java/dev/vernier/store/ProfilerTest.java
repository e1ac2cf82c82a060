package dev.vernier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProfilerTest {
    private static final TextInput TEXT = new TextInput("0".repeat(64), "ids", "mask", "types", 512, 30522);

    private final FakeSession session = new FakeSession();

    @Test
    void measuresTheGridOfATextModel() throws Exception {
        Profile profile = measure(Duration.ofSeconds(10), TEXT);

        assertThat(profile.latency())
                .extracting(point -> point.batch() + "x" + point.length())
                .containsExactlyInAnyOrder(
                        "1x8", "1x16", "1x32", "1x64", "1x128", "1x256", "4x8", "4x16", "4x32", "4x64", "4x128",
                        "4x256");
        assertThat(profile.latency()).contains(new Profile.Point(4, 32, 128_000_000));
        assertThat(profile)
                .extracting(Profile::card, Profile::machine, Profile::rssMib)
                .containsExactly("card", "key", 40.0);
    }

    @Test
    void staysWithinTheModelsLongestRow() throws Exception {
        TextInput shorter = new TextInput("0".repeat(64), "ids", "mask", "types", 40, 30522);

        assertThat(measure(Duration.ofSeconds(10), shorter).latency())
                .extracting(Profile.Point::length)
                .containsOnly(8, 16, 32);
    }

    @Test
    void takesTheMedianOfWarmRuns() throws Exception {
        session.firstRunNanos = 5_000_000_000L;

        assertThat(measure(Duration.ofMinutes(2), TEXT).latency()).contains(new Profile.Point(1, 8, 8_000_000));
    }

    @Test
    void doesNotTakeTheSessionsFirstRunForAFigureOfAShortBudget() throws Exception {
        session.firstRunNanos = 5_000_000_000L;

        assertThat(measure(Duration.ofMillis(1), TEXT).latency()).contains(new Profile.Point(1, 8, 8_000_000));
    }

    @Test
    void stopsAtItsBudget() throws Exception {
        Profile profile = measure(Duration.ofSeconds(1), TEXT);

        // The shapes up to 256 tokens take 984 ms, one of 512 tokens would take 512 ms more.
        assertThat(session.elapsedNanos()).isBetween(992_000_000L, 1_000_000_000L);
        assertThat(profile.latency()).hasSize(10);
    }

    @Test
    void measuresFourShapesOfASlowModel() throws Exception {
        session.nanosPerToken = 1_000_000_000L;

        assertThat(measure(Duration.ofSeconds(1), TEXT).latency()).hasSize(4);
    }

    @Test
    void leavesOutWhatTheModelDoesNotTake() throws Exception {
        session.longestRow = 100;

        assertThat(measure(Duration.ofSeconds(10), null).latency())
                .extracting(Profile.Point::length)
                .containsOnly(8, 16, 32, 64);
    }

    @Test
    void failsWhenTheModelTakesNothing() {
        session.longestRow = 4;

        assertThatThrownBy(() -> measure(Duration.ofSeconds(10), TEXT)).isInstanceOf(SessionException.class);
    }

    @Test
    void feedsTokensOfTheVocabularyWithoutPadding() throws Exception {
        TextInput tiny = new TextInput("0".repeat(64), "ids", "mask", "types", 8, 100);

        measure(Duration.ofMillis(1), tiny);

        // The last of 4 x 8 tokens: 31 x 7919 modulo 100.
        assertThat(session.lastElements).containsExactly(89L, 1L, 0L);
    }

    private Profile measure(Duration budget, @Nullable TextInput text) throws SessionException {
        return new Profiler(budget, session::nanos, session::nanos).measure(session, "card", "key", text, 40.0);
    }

    /** Takes so long for each token, by its own clock. */
    private static final class FakeSession implements Session {
        private static final long START = new Random().nextLong();

        private long nanos = START;
        private long nanosPerToken = 1_000_000;
        private long firstRunNanos;
        private long longestRow = 512;
        private List<Long> lastElements = List.of();

        long nanos() {
            return nanos;
        }

        long elapsedNanos() {
            return nanos - START;
        }

        @Override
        public Signature signature() {
            List<Dimension> shape = List.of(Dimension.BATCH, Dimension.SEQUENCE);
            return new Signature(
                    List.of(
                            new TensorSpec("ids", ElementType.INT64, shape, 0),
                            new TensorSpec("mask", ElementType.INT64, shape, 0),
                            new TensorSpec("types", ElementType.INT64, shape, 0)),
                    List.of());
        }

        @Override
        public List<Tensor> run(List<Tensor> inputs, List<Tensor> outputs, Termination termination)
                throws SessionException {
            if (inputs.get(0).dimension(1) > longestRow) {
                throw new SessionException(SessionException.Cause.INPUT, "too long");
            }
            List<Long> elements = new ArrayList<>();
            inputs.forEach(
                    input -> elements.add(input.buffer().getLong(input.buffer().limit() - Long.BYTES)));
            lastElements = elements;
            nanos += inputs.get(0).elements() * nanosPerToken + firstRunNanos;
            firstRunNanos = 0;
            return outputs;
        }

        @Override
        public void close() {}
    }
}

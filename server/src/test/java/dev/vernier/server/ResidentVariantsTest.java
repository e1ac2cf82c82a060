package dev.vernier.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.policy.ControlSample;
import dev.vernier.policy.PolicySnapshot;
import dev.vernier.policy.PriceRule;
import dev.vernier.policy.Workload;
import dev.vernier.policy.Workload.ModelWorkload;
import dev.vernier.server.TestStore.Variant;
import dev.vernier.server.config.ConfigReader;
import dev.vernier.server.config.ServerConfig;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.Profile;
import dev.vernier.store.Profiler;
import dev.vernier.store.Session;
import dev.vernier.store.VariantCard;
import dev.vernier.store.measure.Machine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four variants of 8, 5, 4 and 2 ms, 90, 60, 30 and 20 MiB, on one lane. */
@SuppressWarnings("NullAway.Init") // publish comes first
class ResidentVariantsTest {
    private static final long TICK = 100_000_000;
    private static final List<Long> NANOS = List.of(8_000_000L, 5_000_000L, 4_000_000L, 2_000_000L);
    private static final List<Double> MIB = List.of(90.0, 60.0, 30.0, 20.0);

    @TempDir
    private Path directory;

    private final OpenModels models = new OpenModels();
    private final Map<String, FakeSession> sessions = new HashMap<>();
    private final Set<String> broken = new HashSet<>();
    private final List<String> openings = new ArrayList<>();
    private final Deque<Runnable> changes = new ArrayDeque<>();
    private OpenModel model;
    private ModelLoader loader;

    @BeforeEach
    void publish() {
        ModelStore store = TestStore.with(
                directory,
                "echo",
                Variant.reference(),
                new Variant("mixed", 0.99, null, 300),
                new Variant("int8", 0.97, null, 200),
                new Variant("pruned", 0.90, null, 100));
        ModelVersion version = store.find("echo", "").orElseThrow();
        for (int slot = 0; slot < MIB.size(); slot++) {
            String digest = version.accepted().get(slot).digest();
            List<Profile.Point> latency = new ArrayList<>();
            for (int length : List.of(8, 16, 32)) {
                latency.add(new Profile.Point(1, length, NANOS.get(slot)));
            }
            store.keep(new Profile(digest, Machine.profileKey(), latency, MIB.get(slot)));
        }
        ServerConfig config = ConfigReader.read(null, Map.of(), Map.of("loss-worth", "1"));
        loader = new ModelLoader(new VariantOpener(store, this::open, new Profiler(Duration.ZERO)), true);
        Telemetry telemetry = new Telemetry(new SimpleMeterRegistry());
        model = models.add(slot -> new OpenModel(
                slot,
                version,
                config.model("echo"),
                version.accepted(),
                telemetry.model(
                        "echo",
                        version.accepted().stream().map(VariantCard::name).toList())));
        loader.load(model, variant -> {});
    }

    private Session open(ModelVersion version, VariantCard card) {
        openings.add(card.name());
        FakeSession session = new FakeSession((input, termination) -> {
            if (broken.contains(card.name())) {
                throw FakeSession.engineFailure();
            }
        });
        sessions.put(card.name(), session);
        return session;
    }

    private ResidentVariants within(double budgetMib) {
        return new ResidentVariants(budgetMib, models, loader, changes::add, changed -> {});
    }

    private FakeSession session(String variant) {
        return requireNonNull(sessions.get(variant));
    }

    private List<String> resident() {
        return model.variants().stream()
                .filter(OpenVariant::isResident)
                .map(variant -> variant.card().name())
                .toList();
    }

    /** A step of the control path, then what was to be opened or closed. */
    private void step(ResidentVariants residents, int perSecond) {
        double arrivals = perSecond / 10.0;
        ModelWorkload seen = new ModelWorkload(perSecond / 10, 0, arrivals * 32, arrivals * 1024, List.of());
        Workload workload = new Workload(List.of(seen), 0, List.of(), Workload.Batching.NONE);
        ControlSample sample = new ControlSample(
                TICK, models.profiles(), List.of((long) arrivals), new ControlSample.RunErrors(0, 0), workload);
        residents.observe(sample, new PolicySnapshot(0, 1, 1, PriceRule.FREE, models.profiles()));
        while (!changes.isEmpty()) {
            changes.remove().run();
        }
    }

    private void steps(ResidentVariants residents, int count, int perSecond) {
        for (int step = 0; step < count; step++) {
            step(residents, perSecond);
        }
    }

    @Test
    void theLoaderOpensTheSmallestAndTheReferenceAndKnowsTheOthers() {
        assertThat(openings).containsExactly("pruned", "fp32");
        assertThat(resident()).containsExactly("fp32", "pruned");
        assertThat(model.variant(1).profile().cost().nanos(1, 16)).isEqualTo(5_000_000);
        assertThat(model.variant(1).residentMib()).isEqualTo(60);
    }

    @Test
    void whatTheMachineHasNotMeasuredIsOpenedOnceAndClosedAgain() throws Exception {
        VariantCard int8 = model.variant(2).card();
        ModelStore fresh = TestStore.with(
                directory.resolve("fresh"), "echo", Variant.reference(), new Variant("int8", 0.97, null, 200));
        VariantOpener opener = new VariantOpener(fresh, this::open, new Profiler(Duration.ZERO));
        OpenVariant variant = new OpenVariant(int8, 0);
        opener.learn(model, variant);

        assertThat(session("int8").isClosed()).isTrue();
        assertThat(variant.isResident()).isFalse();
        assertThat(fresh.profile(int8.digest(), Machine.profileKey())).isPresent();
    }

    @Test
    void beginsWithWhatIsWorthMostForItsMemory() {
        steps(within(170), 3, 0);
        assertThat(resident()).containsExactly("fp32", "int8", "pruned");
    }

    @Test
    void whatTheLoadAsksForTakesThePlaceOfWhatItDoesNot() {
        ResidentVariants residents = within(170);
        steps(residents, 3, 0);
        // 190 a second carry 5.26 ms each: mostly mixed, the rest the reference
        steps(residents, 104, 190);
        assertThat(resident()).containsExactly("fp32", "mixed", "pruned");
        assertThat(session("int8").isClosed()).isTrue();
    }

    @Test
    void aVariantThatMakesRoomIsClosedBehindItsLastRunAndTheOtherOneComesAfterThat() {
        ResidentVariants residents = within(170);
        steps(residents, 2, 0);
        SharedSession running = requireNonNull(model.variant(2).retain());
        steps(residents, 99, 190);
        assertThat(resident()).as("ten seconds are not over").contains("int8");

        step(residents, 190);
        assertThat(resident()).as("the policy is told").containsExactly("fp32", "pruned");
        assertThat(model.variant(2).retain())
                .as("what was dispatched still runs")
                .isSameAs(running);
        running.release();

        step(residents, 190);
        assertThat(session("int8").isClosed()).isFalse();
        Thread lane = new Thread(running::release);
        lane.start();
        steps(residents, 2, 190);
        assertThat(session("int8").isClosed()).isTrue();
        assertThat(model.variant(2).retain()).isNull();
        steps(residents, 2, 190);
        assertThat(resident()).containsExactly("fp32", "mixed", "pruned");
    }

    @Test
    void aVariantThatCannotBeOpenedIsNotTriedAgain() {
        broken.add("int8");
        ResidentVariants residents = within(170);
        steps(residents, 10, 0);
        assertThat(openings).containsExactly("pruned", "fp32", "int8", "mixed");
        assertThat(resident()).containsExactly("fp32", "mixed", "pruned");
    }

    @Test
    void theReferenceAndTheCheapestStayWhateverTheBudget() {
        steps(within(50), 200, 190);
        assertThat(resident()).containsExactly("fp32", "pruned");
    }
}

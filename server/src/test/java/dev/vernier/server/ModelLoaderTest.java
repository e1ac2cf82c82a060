package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.server.TestStore.Variant;
import dev.vernier.server.config.ConfigReader;
import dev.vernier.server.request.ModelCatalog;
import dev.vernier.server.request.ServedModel;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.Profiler;
import dev.vernier.store.Session;
import dev.vernier.store.StoreException;
import dev.vernier.store.VariantCard;
import dev.vernier.store.measure.Machine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLoaderTest {
    @TempDir
    private Path directory;

    private final ModelCatalog catalog = new ModelCatalog();
    private final List<String> opened = new CopyOnWriteArrayList<>();
    private OpenModels models = new OpenModels();

    @AfterEach
    void closeModels() {
        models.all().forEach(OpenModel::close);
    }

    private ModelLoader loader(
            ModelStore store, Map<String, String> settings, BiFunction<ModelVersion, VariantCard, Session> sessions) {
        Telemetry telemetry = new Telemetry(new SimpleMeterRegistry());
        models = ModelLoader.discover(store, ConfigReader.read(null, Map.of(), settings), telemetry);
        VariantOpener opener = new VariantOpener(store, sessions, new Profiler(Duration.ZERO));
        return new ModelLoader(opener, models, catalog, () -> {}, 1);
    }

    private Session open(ModelVersion version, VariantCard card) {
        opened.add(card.name());
        return new FakeSession((input, termination) -> {});
    }

    private ServedModel served() {
        return catalog.find("echo", "").orElseThrow();
    }

    private static void await(CompletableFuture<Void> references) throws Exception {
        references.get(30, TimeUnit.SECONDS);
    }

    @Test
    void loadsTheSmallestFirstThenTheReferenceThenTheOthers() throws Exception {
        ModelStore store = TestStore.with(
                directory, "echo", Variant.reference(), new Variant("mixed", 0.99, null, 200), Variant.cheap());
        ModelLoader loader = loader(store, Map.of(), this::open);
        await(loader.start());
        loader.stop();

        assertThat(opened).startsWith("int8", "fp32");
    }

    @Test
    void answersFromTheFirstVariantButIsReadyOnlyWithTheReference() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference(), Variant.cheap());
        Gate reference = new Gate();
        ModelLoader loader = loader(store, Map.of(), (version, card) -> {
            if (card.name().equals("fp32")) {
                reference.pass();
            }
            return open(version, card);
        });
        CountDownLatch everythingIsLoaded = new CountDownLatch(1);
        catalog.onChange(() -> {
            if (served().state() == ServedModel.State.READY) {
                everythingIsLoaded.countDown();
            }
        });
        CompletableFuture<Void> references = loader.start();
        reference.awaitArrival();

        assertThat(served().state()).isEqualTo(ServedModel.State.WARMING);
        assertThat(served().loaded()).extracting(VariantCard::name).containsExactly("int8");
        assertThat(catalog.isReady()).isFalse();
        assertThat(references).isNotDone();

        reference.open();
        await(references);
        assertThat(catalog.isReady()).isTrue();
        assertThat(everythingIsLoaded.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void servesNothingThatFailedItsGateAndOnlyReferencesWhenToldSo() throws Exception {
        ModelStore store = TestStore.with(
                directory, "echo", Variant.reference(), Variant.cheap(), new Variant("bad", 0.5, "too coarse", 50));

        loader(store, Map.of(), this::open);
        assertThat(models.at(0).variants())
                .extracting(variant -> variant.card().name())
                .containsExactly("fp32", "int8");

        loader(store, Map.of("degrade", "false"), this::open);
        assertThat(models.at(0).variants())
                .extracting(variant -> variant.card().name())
                .containsExactly("fp32");
    }

    @Test
    void measuresAVariantOncePerMachine() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference());
        await(loader(store, Map.of(), this::open).start());
        String digest = models.at(0).reference().card().digest();
        assertThat(store.profile(digest, Machine.profileKey())).isPresent();
        assertThat(models.at(0).reference().profile().cost().nanos(1, 1)).isPositive();

        FakeSession session = new FakeSession((input, termination) -> {});
        await(loader(store, Map.of(), (version, card) -> session).start());
        assertThat(session.runs()).isEqualTo(1);
    }

    @Test
    void aVariantThatCannotBeOpenedLeavesTheOthers() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference(), Variant.cheap());
        ModelLoader loader = loader(store, Map.of(), (version, card) -> {
            if (card.name().equals("int8")) {
                throw new StoreException("injected");
            }
            return open(version, card);
        });
        await(loader.start());

        assertThat(served().loaded()).extracting(VariantCard::name).containsExactly("fp32");
        assertThat(catalog.isReady()).isTrue();
    }

    @Test
    void aModelOfWhichNothingOpensHasFailed() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference());
        ModelLoader loader = loader(store, Map.of(), (version, card) -> {
            throw new StoreException("injected");
        });
        CompletableFuture<Void> references = loader.start();
        loader.stop();

        assertThat(references).isCompletedExceptionally();
        assertThat(catalog.isReady()).isFalse();
    }

    @Test
    void closesASessionThatCannotBeWarmedUp() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference());
        FakeSession broken = new FakeSession((input, termination) -> {
            throw FakeSession.engineFailure();
        });
        ModelLoader loader = loader(store, Map.of(), (version, card) -> broken);
        assertThat(loader.start()).failsWithin(Duration.ofSeconds(30));

        assertThat(broken.isClosed()).isTrue();
    }

    @Test
    void stoppingWaitsForTheVariantThatIsBeingOpenedAndBeginsNoOther() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference(), Variant.cheap());
        Gate gate = new Gate();
        ModelLoader loader = loader(store, Map.of(), (version, card) -> {
            gate.pass();
            return open(version, card);
        });
        CompletableFuture<Void> references = loader.start();
        gate.awaitArrival();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> {
            try {
                loader.stop();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        gate.open();
        stopped.get(30, TimeUnit.SECONDS);

        assertThat(opened.size()).isLessThanOrEqualTo(2);
        assertThat(references).isDone();
    }
}

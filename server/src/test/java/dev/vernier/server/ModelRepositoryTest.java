package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.server.TestStore.Variant;
import dev.vernier.server.config.ConfigReader;
import dev.vernier.server.request.ErrorCode;
import dev.vernier.server.request.InferenceException;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRepositoryTest {
    @TempDir
    private Path directory;

    private final ModelCatalog catalog = new ModelCatalog();
    private final List<String> opened = new CopyOnWriteArrayList<>();
    private OpenModels models = new OpenModels();

    @AfterEach
    void closeModels() {
        models.all().forEach(OpenModel::close);
    }

    private ModelRepository repository(
            ModelStore store, Map<String, String> settings, BiFunction<ModelVersion, VariantCard, Session> sessions) {
        VariantOpener opener = new VariantOpener(store, sessions, new Profiler(Duration.ZERO));
        models = new OpenModels();
        return new ModelRepository(
                store,
                models,
                new ModelLoader(opener, false),
                catalog,
                new Telemetry(new SimpleMeterRegistry()),
                new IdleHost(),
                ConfigReader.read(null, Map.of(), settings));
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
        ModelRepository repository = repository(store, Map.of(), this::open);
        await(repository.start());
        repository.stop();

        assertThat(opened).startsWith("int8", "fp32");
    }

    @Test
    void answersFromTheFirstVariantButIsReadyOnlyWithTheReference() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference(), Variant.cheap());
        Gate reference = new Gate();
        ModelRepository repository = repository(store, Map.of(), (version, card) -> {
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
        CompletableFuture<Void> references = repository.start();
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

        repository(store, Map.of(), this::open);
        assertThat(models.at(0).variants())
                .extracting(variant -> variant.card().name())
                .containsExactly("fp32", "int8");

        repository(store, Map.of("degrade", "false"), this::open);
        assertThat(models.at(0).variants())
                .extracting(variant -> variant.card().name())
                .containsExactly("fp32");
    }

    @Test
    void measuresAVariantOncePerMachine() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference());
        await(repository(store, Map.of(), this::open).start());
        String digest = models.at(0).reference().card().digest();
        assertThat(store.profile(digest, Machine.profileKey())).isPresent();
        assertThat(models.at(0).reference().profile().cost().nanos(1, 1)).isPositive();

        FakeSession session = new FakeSession((input, termination) -> {});
        await(repository(store, Map.of(), (version, card) -> session).start());
        assertThat(session.runs()).isEqualTo(1);
    }

    @Test
    void aVariantThatCannotBeOpenedLeavesTheOthers() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference(), Variant.cheap());
        ModelRepository repository = repository(store, Map.of(), (version, card) -> {
            if (card.name().equals("int8")) {
                throw new StoreException("injected");
            }
            return open(version, card);
        });
        await(repository.start());

        assertThat(served().loaded()).extracting(VariantCard::name).containsExactly("fp32");
        assertThat(catalog.isReady()).isTrue();
    }

    @Test
    void aModelOfWhichNothingOpensHasFailed() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference());
        ModelRepository repository = repository(store, Map.of(), (version, card) -> {
            throw new StoreException("injected");
        });
        CompletableFuture<Void> references = repository.start();
        repository.stop();

        assertThat(references).isCompletedExceptionally();
        assertThat(catalog.isReady()).isFalse();
    }

    @Test
    void closesASessionThatCannotBeWarmedUp() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference());
        FakeSession broken = new FakeSession((input, termination) -> {
            throw FakeSession.engineFailure();
        });
        ModelRepository repository = repository(store, Map.of(), (version, card) -> broken);
        assertThat(repository.start()).failsWithin(Duration.ofSeconds(30));

        assertThat(broken.isClosed()).isTrue();
    }

    @Test
    void stoppingWaitsForTheVariantThatIsBeingOpenedAndBeginsNoOther() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference(), Variant.cheap());
        Gate gate = new Gate();
        ModelRepository repository = repository(store, Map.of(), (version, card) -> {
            gate.pass();
            return open(version, card);
        });
        CompletableFuture<Void> references = repository.start();
        gate.awaitArrival();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> {
            try {
                repository.stop();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        gate.open();
        stopped.get(30, TimeUnit.SECONDS);

        assertThat(opened.size()).isLessThanOrEqualTo(2);
        assertThat(references).isDone();
    }

    /** Publishes another version of what the store has. */
    private static void publishAgain(Path directory, Variant... variants) {
        TestStore.with(directory, "echo", variants);
    }

    /** Loads everything, and waits until nothing more is on its way. */
    private void startWhole(ModelRepository repository) throws Exception {
        await(repository.start());
        while (served().state() != ServedModel.State.READY) {
            Thread.onSpinWait();
        }
    }

    private static void assertRefused(ThrowingCallable change, ErrorCode code, String message) {
        assertThatThrownBy(change)
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        InferenceException.class,
                        refused -> assertThat(refused.failure().code()).isEqualTo(code));
    }

    @Test
    void aNewVersionTakesOverWhenItIsWarmAndTheOldOneIsClosedWhenItsRequestsAreAnswered() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference());
        List<FakeSession> sessions = new CopyOnWriteArrayList<>();
        ModelRepository repository = repository(store, Map.of(), (version, card) -> {
            sessions.add(new FakeSession((input, termination) -> {}));
            return sessions.get(sessions.size() - 1);
        });
        startWhole(repository);
        OpenModel old = models.at(0);
        assertThat(old.retain()).isTrue();
        publishAgain(directory, Variant.reference());

        CompletableFuture<Void> swap = repository.load("echo", "");
        while (!served().version().version().equals("2")) {
            Thread.onSpinWait();
        }
        assertThat(catalog.models()).hasSize(1);
        assertThat(catalog.isReady()).isTrue();
        assertThat(sessions.get(0).isClosed()).isFalse();
        assertThat(swap).isNotDone();

        old.release();
        await(swap);
        assertThat(sessions.get(0).isClosed()).isTrue();
        assertThat(sessions.get(1).isClosed()).isFalse();
        assertThat(old.retain()).isFalse();
        repository.stop();
    }

    @Test
    void aVersionThatCannotBeOpenedLeavesTheOneThatIsServed() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference());
        ModelRepository repository = repository(store, Map.of(), (version, card) -> {
            if (version.version().equals("2")) {
                throw new StoreException("injected");
            }
            return open(version, card);
        });
        startWhole(repository);
        publishAgain(directory, Variant.reference());

        assertThat(repository.load("echo", "2"))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("echo version 2 is not served");

        assertThat(served().version().version()).isEqualTo("1");
        assertThat(served().state()).isEqualTo(ServedModel.State.READY);
        await(repository.load("echo", "1"));
        repository.stop();
    }

    @Test
    void thirtyCyclesOfUnloadingAndLoadingLeaveNothingBehind() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference(), Variant.cheap());
        List<FakeSession> sessions = new CopyOnWriteArrayList<>();
        ModelRepository repository = repository(store, Map.of(), (version, card) -> {
            FakeSession session = new FakeSession((input, termination) -> {});
            sessions.add(session);
            return session;
        });
        startWhole(repository);
        for (int cycle = 0; cycle < 30; cycle++) {
            await(repository.unload("echo"));
            assertThat(catalog.models()).isEmpty();
            assertThat(sessions).allMatch(FakeSession::isClosed);
            await(repository.load("echo", ""));
            while (served().state() != ServedModel.State.READY) {
                Thread.onSpinWait();
            }
        }
        await(repository.unload("echo"));
        repository.stop();

        assertThat(sessions).hasSize(62).allMatch(FakeSession::isClosed);
        assertThat(models.all()).hasSize(1);
        RunningThreads.awaitNone("vernier-loader");
    }

    @Test
    void refusesWhatItCannotLoadOrUnload() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference());
        Gate gate = new Gate();
        ModelRepository repository = repository(store, Map.of(), (version, card) -> {
            gate.pass();
            return open(version, card);
        });
        CompletableFuture<Void> references = repository.start();
        gate.awaitArrival();

        assertRefused(() -> repository.load("echo", ""), ErrorCode.NOT_READY, "is being loaded or unloaded");
        assertRefused(() -> repository.unload("echo"), ErrorCode.NOT_READY, "is being loaded or unloaded");
        assertRefused(() -> repository.load("ecco", ""), ErrorCode.NOT_FOUND, "there are [echo]");
        assertRefused(() -> repository.load("echo", "7"), ErrorCode.NOT_FOUND, "it has [1]");
        assertRefused(() -> repository.unload("ecco"), ErrorCode.NOT_FOUND, "loaded are [echo]");
        gate.open();
        await(references);
        repository.stop();
        assertRefused(() -> repository.load("echo", ""), ErrorCode.NOT_READY, "is stopping");
    }

    @Test
    void servesByAChangedConfiguration() throws Exception {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference());
        ModelRepository repository = repository(store, Map.of(), this::open);
        startWhole(repository);

        repository.configure(ConfigReader.read(null, Map.of(), Map.of("accuracy-floor", "0.5", "slo", "7ms")));

        assertThat(served().floor()).isEqualTo(0.5);
        assertThat(models.at(0).config().slo()).isEqualTo(Duration.ofMillis(7));
        repository.stop();
    }

    /** A server without requests. */
    private static final class IdleHost implements ModelRepository.Host {
        @Override
        public void modelsChanged() {}

        @Override
        public CompletableFuture<Void> handedOver() {
            return CompletableFuture.completedFuture(null);
        }
    }
}

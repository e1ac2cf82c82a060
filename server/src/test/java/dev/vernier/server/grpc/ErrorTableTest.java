package dev.vernier.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vernier.server.request.ErrorCode;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.ServedModel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each row of the error table reaches a real client with its status and its retry hint. */
class ErrorTableTest {
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);
    private static FrontEndFixture fixture;

    @BeforeAll
    static void start() {
        fixture = new FrontEndFixture();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @AfterEach
    void recover() {
        fixture.intake.failWith(null);
        fixture.intake.throwBug(null);
    }

    @Test
    void everyCodeReachesTheClientAsItsStatus() {
        Map<ErrorCode, Status.Code> expected = new EnumMap<>(Map.ofEntries(
                Map.entry(ErrorCode.INVALID, Status.Code.INVALID_ARGUMENT),
                Map.entry(ErrorCode.NOT_FOUND, Status.Code.NOT_FOUND),
                Map.entry(ErrorCode.NOT_READY, Status.Code.UNAVAILABLE),
                Map.entry(ErrorCode.MODEL_FAILED, Status.Code.FAILED_PRECONDITION),
                Map.entry(ErrorCode.SHED, Status.Code.RESOURCE_EXHAUSTED),
                Map.entry(ErrorCode.IMPOSSIBLE_DEADLINE, Status.Code.RESOURCE_EXHAUSTED),
                Map.entry(ErrorCode.TOO_LARGE, Status.Code.RESOURCE_EXHAUSTED),
                Map.entry(ErrorCode.EXPIRED, Status.Code.DEADLINE_EXCEEDED),
                Map.entry(ErrorCode.CANCELLED, Status.Code.CANCELLED),
                Map.entry(ErrorCode.NOT_SUPPORTED, Status.Code.UNIMPLEMENTED),
                Map.entry(ErrorCode.INTERNAL, Status.Code.INTERNAL)));
        assertThat(expected).containsOnlyKeys(ErrorCode.values());

        for (ErrorCode code : ErrorCode.values()) {
            Duration hint = code.hintsRetry() ? Duration.ofMillis(250) : null;
            fixture.intake.failWith(new Failure(code, "because of " + code, hint));

            StatusRuntimeException refusal = refusal();

            assertThat(refusal.getStatus().getCode()).isEqualTo(expected.get(code));
            assertThat(refusal.getStatus().getDescription()).isEqualTo("because of " + code);
            assertThat(pushback(refusal)).isEqualTo(code.hintsRetry() ? "250" : null);
        }
    }

    @Test
    void aDeadlineThatIsImpossibleIsNotToBeRetried() {
        fixture.intake.failWith(Failure.impossibleDeadline("1 ms is shorter than the cheapest run"));

        assertThat(pushback(refusal())).isEqualTo("-1");
    }

    @Test
    void aModelThatLoadsIsUnavailableForNow() {
        fixture.catalog.publish(TestModels.loading());

        StatusRuntimeException refusal = refusal("slow");

        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(refusal.getStatus().getDescription()).isEqualTo("model 'slow' is loading");
        assertThat(pushback(refusal)).isEqualTo("1000");
        fixture.catalog.remove(TestModels.loading().version());
    }

    @Test
    void aModelThatFailedNeedsAnOperator() {
        fixture.catalog.publish(TestModels.failed());

        StatusRuntimeException refusal = refusal("broken");

        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(refusal.getStatus().getDescription())
                .isEqualTo("model 'broken' cannot be served: blob 5f is missing");
        assertThat(pushback(refusal)).isNull();
        fixture.catalog.remove(TestModels.failed().version());
    }

    @Test
    void aModelThatDrainsIsUnavailable() {
        fixture.catalog.publish(TestModels.with(TestModels.identity(), ServedModel.State.DRAINING));

        assertThat(refusal("identity").getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        fixture.catalog.publish(TestModels.identity());
    }

    @Test
    void aBugOfOursIsInternalAndTellsNothing() {
        fixture.intake.throwBug(new IllegalStateException("secret"));

        StatusRuntimeException refusal = refusal();

        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(refusal.getStatus().getDescription()).doesNotContain("secret");
    }

    @Test
    void aMessageInAnyLanguageArrivesWhole() {
        fixture.intake.failWith(Failure.invalid("100 % – naïve 日本"));

        assertThat(refusal().getStatus().getDescription()).isEqualTo("100 % – naïve 日本");
    }

    @Test
    void aDrainingServerIsUnavailable() {
        try (FrontEndFixture draining = new FrontEndFixture()) {
            draining.catalog.drain();

            StatusRuntimeException refusal = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> draining.client().modelInfer(Requests.texts("a").build()));

            assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(pushback(refusal)).isEqualTo("1000");
        }
    }

    private static StatusRuntimeException refusal() {
        return refusal("topics");
    }

    private static StatusRuntimeException refusal(String model) {
        return catchThrowableOfType(
                StatusRuntimeException.class,
                () -> fixture.client()
                        .modelInfer(Requests.texts("a").setModelName(model).build()));
    }

    private static @Nullable String pushback(StatusRuntimeException refusal) {
        return Objects.requireNonNull(refusal.getTrailers()).get(PUSHBACK);
    }
}

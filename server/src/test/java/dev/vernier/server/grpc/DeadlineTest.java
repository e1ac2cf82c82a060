package dev.vernier.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.server.request.Budget;
import dev.vernier.server.request.InferenceException;
import dev.vernier.server.request.InferenceRequest;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request's budget is the smaller of the call's deadline and its timeout parameter. */
class DeadlineTest {
    private static FrontEndFixture fixture;

    @BeforeAll
    static void start() {
        fixture = new FrontEndFixture();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @BeforeEach
    void forget() {
        fixture.intake.requests.clear();
    }

    @Test
    void theCallsDeadlineIsTheBudget() throws InterruptedException {
        fixture.client()
                .withDeadlineAfter(9, TimeUnit.SECONDS)
                .modelInfer(Requests.texts("a").build());

        assertThat(budget()).isBetween(1L, TimeUnit.SECONDS.toNanos(9));
    }

    @Test
    void aShorterTimeoutWins() throws InterruptedException {
        fixture.client()
                .modelInfer(Requests.texts("a")
                        .putParameters("timeout", Requests.integer(1_500))
                        .build());

        assertThat(budget()).isEqualTo(TimeUnit.MICROSECONDS.toNanos(1_500));
    }

    @Test
    void aLongerTimeoutDoesNot() throws InterruptedException {
        fixture.client()
                .withDeadlineAfter(9, TimeUnit.SECONDS)
                .modelInfer(Requests.texts("a")
                        .putParameters("timeout", Requests.integer(Long.MAX_VALUE))
                        .build());

        assertThat(budget()).isBetween(1L, TimeUnit.SECONDS.toNanos(9));
    }

    @Test
    void neitherIsNoLimit() throws InterruptedException {
        fixture.client().withDeadline(null).modelInfer(Requests.texts("a").build());

        assertThat(fixture.intake.requests.take().budget().isLimited()).isFalse();
    }

    @Test
    void readsEveryUnitOfTheHeader() {
        assertThat(GrpcTimeout.nanos("2H")).isEqualTo(TimeUnit.HOURS.toNanos(2));
        assertThat(GrpcTimeout.nanos("3M")).isEqualTo(TimeUnit.MINUTES.toNanos(3));
        assertThat(GrpcTimeout.nanos("4S")).isEqualTo(TimeUnit.SECONDS.toNanos(4));
        assertThat(GrpcTimeout.nanos("5m")).isEqualTo(TimeUnit.MILLISECONDS.toNanos(5));
        assertThat(GrpcTimeout.nanos("500u")).isEqualTo(500_000);
        assertThat(GrpcTimeout.nanos("99999999n")).isEqualTo(99_999_999);
        assertThat(GrpcTimeout.nanos(null)).isEqualTo(Budget.UNLIMITED);
    }

    @Test
    void refusesAHeaderThatIsNoTimeout() {
        for (String header : new String[] {"", "m", "1", "1x", "-1m", "999999999m", "1 m"}) {
            assertThatThrownBy(() -> GrpcTimeout.nanos(header))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageContaining("grpc-timeout");
        }
    }

    @Test
    void whatIsLeftOfACallNeverGoesBelowNothing() {
        long opened = Long.MAX_VALUE - 3;
        CallDeadline deadline = new CallDeadline(opened, 10);

        assertThat(deadline.budget(opened + 4)).isEqualTo(new Budget(opened + 4, 6));
        assertThat(deadline.budget(opened + 40).nanos()).isZero();
    }

    private static long budget() throws InterruptedException {
        InferenceRequest request = fixture.intake.requests.take();
        return request.budget().nanos();
    }
}

package dev.vernier.server;

import dev.vernier.policy.Dispatch;
import dev.vernier.policy.Reason;
import dev.vernier.policy.Ticket;
import dev.vernier.server.request.ErrorCode;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceResponse;
import dev.vernier.store.Session;
import dev.vernier.store.SessionException;
import dev.vernier.store.Tensor;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the batches that lanes have pulled, and tells their members what became of them. Thread-safe. */
final class Executions {
    private static final Logger LOG = LoggerFactory.getLogger(Executions.class);

    private final Set<Batch> running = ConcurrentHashMap.newKeySet();
    private final LongSupplier clock;
    private final Permits permits;
    private final Telemetry telemetry;
    private final Consumer<OpenModel> onQuarantine;

    /**
     * @param clock monotonic nanos
     * @param onQuarantine told of the model of which a variant was just quarantined
     */
    Executions(LongSupplier clock, Permits permits, Telemetry telemetry, Consumer<OpenModel> onQuarantine) {
        this.clock = clock;
        this.permits = permits;
        this.telemetry = telemetry;
        this.onQuarantine = onQuarantine;
    }

    /** One dispatch on one lane. */
    private record Run(Dispatch<Permit> dispatch, OpenModel model, OpenVariant variant, Lane lane) {
        Reason reasonFor(Ticket<Permit> member) {
            return dispatch.reason(dispatch.members().indexOf(member));
        }
    }

    /** Runs the batch on the calling lane; true when all its members ran in one run, so that its time says what it costs. */
    boolean execute(Dispatch<Permit> dispatch, OpenModel model, Lane lane) {
        Run run = new Run(dispatch, model, model.variant(dispatch.variant()), lane);
        Batch batch = Batch.of(dispatch.members());
        dispatched(run, batch);
        boolean succeeded = attempt(run, batch)
                && batch.members().size() == dispatch.members().size();
        if (succeeded) {
            double observedNanos = clock.getAsLong() - dispatch.startedAt();
            run.model().meters().ofVariant(dispatch.variant()).predicted(observedNanos / dispatch.nominalNanos());
        }
        return succeeded;
    }

    /** Ends the members of running batches whose end has come. */
    void expire(long now) {
        for (Batch batch : running) {
            for (Ticket<Permit> member : batch.members()) {
                if (now - member.end() >= 0) {
                    permits.fail(member.payload(), Outcome.EXPIRED, Failures.EXPIRED);
                }
            }
        }
    }

    /** Ends all members of running batches, and with them the runs. */
    void abandon() {
        running.forEach(batch -> failAll(batch, Failures.STOPPING));
    }

    private boolean attempt(Run run, Batch batch) {
        if (batch.members().isEmpty()) {
            return false;
        }
        SharedSession shared = run.variant().retain();
        if (shared == null) {
            failAll(batch, Failures.notResident(run.variant()));
            return false;
        }
        running.add(batch);
        try {
            runAndAnswer(run, batch, shared.session());
            return true;
        } catch (SessionException fault) {
            faulted(run, batch, Failures.ofRun(fault), fault);
        } catch (RuntimeException | Error bug) {
            faulted(run, batch, Failures.BUG, bug);
        } finally {
            running.remove(batch);
            shared.release();
        }
        return false;
    }

    private void runAndAnswer(Run run, Batch batch, Session session) throws SessionException {
        long began = clock.getAsLong();
        int length = run.dispatch().length();
        List<Tensor> outputs =
                run.lane().run(session, batch, length, run.model().config());
        long ended = clock.getAsLong();
        run.variant().succeeded();
        answer(run, batch, outputs, ended - began);
        telemetry.ran(batch.rows(), length, ended - began, clock.getAsLong() - ended);
    }

    /** Encodes each member's rows while the lane's memory holds them, then crosses to each event loop once. */
    private void answer(Run run, Batch batch, List<Tensor> outputs, long computeNanos) {
        Deliveries deliveries = new Deliveries();
        int firstRow = 0;
        for (Ticket<Permit> member : batch.members()) {
            Permit permit = member.payload();
            if (permit.claim()) {
                InferenceResponse response = new InferenceResponse(
                        run.variant().card(),
                        run.reasonFor(member),
                        run.dispatch().startedAt() - member.arrival(),
                        computeNanos,
                        outputs,
                        firstRow);
                permits.end(permit, run.variant(), answerOne(run, member, response));
                run.model().meters().accuracyDebt().increment(run.model().debt(run.variant()));
                deliveries.add(permit.call());
            }
            firstRow += permit.rows();
        }
        deliveries.send();
    }

    private Outcome answerOne(Run run, Ticket<Permit> member, InferenceResponse response) {
        Permit permit = member.payload();
        try {
            permit.call().answer(response);
            return clock.getAsLong() - member.target() <= 0 ? Outcome.IN_TIME : Outcome.LATE;
        } catch (RuntimeException | Error bug) {
            permit.call().fail(Failures.BUG);
            distrust(run, bug);
            return Outcome.FAILED;
        }
    }

    /** A batch that failed is tried again one by one: whoever spoilt it gets its own error, the others their answers. */
    private void faulted(Run run, Batch batch, Failure failure, Throwable cause) {
        if (batch.members().size() > 1 && !batch.termination().isTerminated()) {
            for (Ticket<Permit> member : batch.members()) {
                telemetry.retries.increment();
                attempt(run, Batch.of(List.of(member)));
            }
            return;
        }
        failAll(batch, failure);
        if (failure.code() == ErrorCode.INTERNAL) {
            distrust(run, cause);
        }
    }

    /** Something failed that no client is to blame for: said once a variant, and counted against it. */
    private void distrust(Run run, Throwable cause) {
        String variant = run.variant().card().name();
        String model = run.model().version().model();
        if (run.variant().isFirstFault()) {
            LOG.error("{} of {} failed; the meters count what follows", variant, model, cause);
        }
        if (run.variant().failed()) {
            LOG.error("{} of {} is quarantined: it kept failing", variant, model);
            onQuarantine.accept(run.model());
        }
    }

    private void failAll(Batch batch, Failure failure) {
        for (Ticket<Permit> member : batch.members()) {
            permits.fail(member.payload(), Outcome.FAILED, failure);
        }
    }

    private void dispatched(Run run, Batch batch) {
        telemetry.price(run.dispatch().price());
        ModelMeters meters = run.model().meters();
        for (Ticket<Permit> member : batch.members()) {
            long waitedNanos = run.dispatch().startedAt() - member.arrival();
            meters.ofVariant(run.variant().slot()).dispatched(run.reasonFor(member));
            meters.queueWait().record(waitedNanos, TimeUnit.NANOSECONDS);
            telemetry.queue.record(waitedNanos, TimeUnit.NANOSECONDS);
        }
    }
}

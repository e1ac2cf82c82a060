package dev.vernier.server;

import dev.vernier.policy.Demand;
import dev.vernier.policy.Dispatch;
import dev.vernier.policy.Explanation;
import dev.vernier.policy.Refusal;
import dev.vernier.policy.Ticket;
import dev.vernier.server.request.Budget;
import dev.vernier.server.request.Call;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceException;
import dev.vernier.server.request.InferenceRequest;
import dev.vernier.server.request.Intake;
import dev.vernier.server.request.RequestParameters;
import dev.vernier.server.request.RouteQuestion;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The whole life of a request: a front end submits it on its event loop, the policy admits or refuses it, a free lane
 * pulls it with its batch mates, and its outcome goes back to its event loop. Whatever happens, its permit ends once.
 */
final class InferencePipeline implements Intake {
    private final LongSupplier clock;
    private final OpenModels models;
    private final Permits permits;
    private final Dispatcher dispatcher;
    private final Executions executions;
    private final Telemetry telemetry;
    private final List<Lane> lanes;
    private final Runnable visit = this::visit;
    private volatile boolean isDraining;

    InferencePipeline(
            LongSupplier clock,
            OpenModels models,
            Permits permits,
            Dispatcher dispatcher,
            Executions executions,
            Telemetry telemetry,
            List<Lane> lanes) {
        this.clock = clock;
        this.models = models;
        this.permits = permits;
        this.dispatcher = dispatcher;
        this.executions = executions;
        this.telemetry = telemetry;
        this.lanes = lanes;
    }

    @Override
    public void submit(InferenceRequest request, Call call) {
        OpenModel model = models.of(request.model());
        Permit permit = model == null ? null : permits.issue(request, call, model);
        if (permit == null) {
            rejected(Failures.UNLOADED);
            call.fail(Failures.UNLOADED);
            call.send();
            return;
        }
        try {
            admit(permit);
        } catch (RuntimeException bug) {
            permits.fail(permit, Outcome.FAILED, Failures.BUG);
            throw bug;
        }
    }

    private void admit(Permit permit) {
        arrived(permit);
        if (isDraining) {
            permits.fail(permit, Outcome.SHED, Failures.STOPPING);
            return;
        }
        Ticket<Permit> ticket = ticket(permit);
        Refusal refusal = dispatcher.enqueue(ticket, visit);
        if (refusal != null) {
            permits.refuse(permit, refusal);
            return;
        }
        permit.call().cancellation().onCancel(() -> cancel(ticket));
    }

    /** What a lane does for its whole life. */
    void serve(Lane lane) {
        Dispatch<Permit> dispatch = dispatcher.take(lane.index(), this::expired);
        while (dispatch != null) {
            run(dispatch, lane);
            dispatch = dispatcher.take(lane.index(), this::expired);
        }
    }

    /** Runs the batch, and holds its model open until the policy knows; a model that is closed already has no member left. */
    private void run(Dispatch<Permit> dispatch, Lane lane) {
        OpenModel model = dispatch.members().get(0).payload().model();
        boolean isOpen = model.retain();
        boolean succeeded = false;
        try {
            succeeded = isOpen && executions.execute(dispatch, model, lane);
        } finally {
            dispatcher.complete(dispatch, succeeded);
            if (isOpen) {
                model.release();
            }
        }
    }

    /**
     * Runs tiny batches on the event loop that brought them, since the hop to a lane would cost more than the run; after what
     * the loop had at hand, so that requests that arrived together run together.
     */
    private void visit() {
        try {
            for (Dispatch<Permit> dispatch = dispatcher.borrow(); dispatch != null; dispatch = dispatcher.borrow()) {
                run(dispatch, lanes.get(dispatch.lane()));
            }
        } finally {
            dispatcher.endVisit();
        }
    }

    /** Ends the requests whose time is up, in the queue and on the lanes. */
    void expire() {
        dispatcher.expire().forEach(this::expired);
        executions.expire(clock.getAsLong());
    }

    @Override
    public Explanation explain(RouteQuestion question) {
        OpenModel model = models.of(question.model());
        if (model == null) {
            throw new InferenceException(Failures.UNLOADED);
        }
        Explanation explanation = dispatcher.explain(
                demand(model, question.rows(), question.length(), question.parameters()),
                target(model, question.budget()),
                end(model, question.budget()));
        if (explanation == null) {
            throw new InferenceException(Failures.UNEXPLAINED);
        }
        return explanation;
    }

    @Override
    public void rejected(Failure failure) {
        telemetry.rejected(failure.code());
    }

    /** From now on every request is refused; those that were admitted go on. */
    void drain() {
        isDraining = true;
    }

    /** Gives up on the requests that were admitted. */
    void hurry() {
        dispatcher.expireAll().forEach(permit -> permits.fail(permit, Outcome.FAILED, Failures.STOPPING));
        executions.abandon();
    }

    private void expired(Permit permit) {
        permits.fail(permit, Outcome.EXPIRED, Failures.EXPIRED);
    }

    private void cancel(Ticket<Permit> ticket) {
        dispatcher.cancel(ticket);
        permits.fail(ticket.payload(), Outcome.CANCELLED, Failures.CANCELLED);
    }

    private void arrived(Permit permit) {
        InferenceRequest request = permit.request();
        telemetry.decode.record(clock.getAsLong() - request.budget().arrivalNanos(), TimeUnit.NANOSECONDS);
        double nanos = permit.model()
                .reference()
                .profile()
                .cost()
                .nanos(permit.rows(), request.inputs().length());
        telemetry.referenceWork.increment(nanos / 1e9);
    }

    private static Ticket<Permit> ticket(Permit permit) {
        InferenceRequest request = permit.request();
        OpenModel model = permit.model();
        Budget budget = request.budget();
        return new Ticket<>(
                demand(model, permit.rows(), request.inputs().length(), request.parameters()),
                budget.arrivalNanos(),
                target(model, budget),
                end(model, budget),
                permit);
    }

    private static Demand demand(OpenModel model, int rows, int length, RequestParameters parameters) {
        return new Demand(
                model.slot(),
                rows,
                length,
                parameters.priority(),
                parameters.floor(),
                model.slotOf(parameters.variant()),
                parameters.deterministic());
    }

    private static long target(OpenModel model, Budget budget) {
        boolean isWish = budget.nanos() <= model.config().maxQueueDelayNanos();
        return budget.arrivalNanos() + (isWish ? budget.nanos() : model.config().sloNanos());
    }

    private static long end(OpenModel model, Budget budget) {
        return budget.arrivalNanos() + Math.min(budget.nanos(), model.config().maxQueueDelayNanos());
    }
}

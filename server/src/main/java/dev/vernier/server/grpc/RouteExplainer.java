package dev.vernier.server.grpc;

import dev.vernier.policy.Explanation;
import dev.vernier.proto.v1.ExplainRouteRequest;
import dev.vernier.proto.v1.ExplainRouteResponse;
import dev.vernier.proto.v1.Option;
import dev.vernier.proto.v1.Reason;
import dev.vernier.proto.v1.Refusal;
import dev.vernier.proto.v1.Verdict;
import dev.vernier.server.config.Experiment.Assignment;
import dev.vernier.server.request.Budget;
import dev.vernier.server.request.InferenceException;
import dev.vernier.server.request.Intake;
import dev.vernier.server.request.ModelCatalog;
import dev.vernier.server.request.RequestParameters;
import dev.vernier.server.request.RouteQuestion;
import dev.vernier.server.request.ServedModel;
import dev.vernier.store.TextInput;
import dev.vernier.store.VariantCard;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells how a request would be answered now, without one. Thread-safe. */
final class RouteExplainer {
    /** Far more than is ever asked for in one request; its cost is still a number. */
    private static final int MOST_ROWS = 1 << 16;

    private final ModelFinder models;
    private final Intake intake;
    private final LongSupplier clock;

    /** @param clock monotonic nanos */
    RouteExplainer(ModelCatalog catalog, Intake intake, LongSupplier clock) {
        this.models = new ModelFinder(catalog);
        this.intake = intake;
        this.clock = clock;
    }

    ExplainRouteResponse explain(ExplainRouteRequest request) {
        ServedModel model = models.ready(request.getModelName(), request.getModelVersion());
        Parameters parameters = new Parameters(request.getParametersMap());
        RequestParameters wish = WishDecoder.decode(parameters, model);
        Budget unlimited = new Budget(clock.getAsLong(), Budget.UNLIMITED);
        RouteQuestion question = new RouteQuestion(
                model,
                rows(request),
                length(request, model.version().text()),
                wish,
                InferenceDecoder.shorten(unlimited, parameters));
        return answer(model, wish, intake.explain(question));
    }

    private static int rows(ExplainRouteRequest request) {
        int rows = request.getRows();
        if (rows < 0 || rows > MOST_ROWS) {
            throw InferenceException.invalid(
                    "rows is " + Integer.toUnsignedString(rows) + ": it must be from 0 to " + MOST_ROWS);
        }
        return Math.max(1, rows);
    }

    private static int length(ExplainRouteRequest request, @Nullable TextInput text) {
        int length = request.getLength();
        if (text == null) {
            return Math.max(1, length);
        }
        if (length < 1 || length > text.maxTokens()) {
            throw InferenceException.invalid("length is " + Integer.toUnsignedString(length)
                    + ": it must be from 1 to the model's limit, " + text.maxTokens() + " tokens");
        }
        return length;
    }

    private static ExplainRouteResponse answer(ServedModel model, RequestParameters wish, Explanation explanation) {
        ExplainRouteResponse.Builder answer = ExplainRouteResponse.newBuilder()
                .setModelName(model.name())
                .setModelVersion(model.version().version())
                .setPrice(explanation.price())
                .setPressure(explanation.pressure())
                .setWaitUs(TimeUnit.NANOSECONDS.toMicros(explanation.waitNanos()));
        if (explanation.refusal() != null) {
            answer.setRefusal(Refusal.valueOf("REFUSAL_" + explanation.refusal()));
        }
        if (explanation.reason() != null) {
            answer.setVariant(explanation.options().get(explanation.variant()).name())
                    .setReason(Reason.valueOf("REASON_" + explanation.reason()));
        }
        Assignment assignment = wish.assignment();
        if (assignment != null) {
            answer.setExperiment(assignment.experiment())
                    .setArm(assignment.arm().name());
        }
        Map<String, Double> fidelities =
                model.version().variants().stream().collect(Collectors.toMap(VariantCard::name, VariantCard::fidelity));
        for (Explanation.Option option : explanation.options()) {
            answer.addOptions(option(option, fidelities.getOrDefault(option.name(), Double.NaN)));
        }
        return answer.build();
    }

    private static Option option(Explanation.Option option, double fidelity) {
        return Option.newBuilder()
                .setVariant(option.name())
                .setFidelity(fidelity)
                .setAllowed(option.allowed())
                .setFinishUs(TimeUnit.NANOSECONDS.toMicros(option.finishNanos()))
                .setSlackUs(TimeUnit.NANOSECONDS.toMicros(option.slackNanos()))
                .setValue(option.value())
                .setLaneCost(option.laneCost())
                .setVerdict(Verdict.valueOf("VERDICT_" + option.verdict()))
                .build();
    }
}

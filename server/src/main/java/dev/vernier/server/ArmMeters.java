package dev.vernier.server;

import dev.vernier.server.config.Experiment.Assignment;
import dev.vernier.server.request.RequestParameters;
import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What became of the requests of one model that were in an experiment, by arm. Thread-safe. */
final class ArmMeters {
    /**
     * The meters of one arm.
     *
     * @param strays requests that were not held to the arm, since they asked for something else or its variant did not answer
     */
    record OfArm(MeterFamily<Outcome, Counter> requests, Counter strays) {}

    private final Map<Assignment, OfArm> arms = new ConcurrentHashMap<>();
    private final Function<Assignment, OfArm> register;

    /** @param register finds or makes the meters of an arm, when its first request ends */
    ArmMeters(Function<Assignment, OfArm> register) {
        this.register = register;
    }

    void ended(RequestParameters parameters, Outcome outcome) {
        if (parameters.assignment() == null) {
            return;
        }
        OfArm arm = arms.computeIfAbsent(parameters.assignment(), register);
        arm.requests.of(outcome).increment();
        if (!parameters.followArm()) {
            arm.strays.increment();
        }
    }
}

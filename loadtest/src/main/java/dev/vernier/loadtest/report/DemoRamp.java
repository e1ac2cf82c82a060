package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** The steps of a demo by place on the ramp and policy. A step that was repeated counts with its last try. */
final class DemoRamp {
    static final Policy ADAPTIVE = new Policy("adaptive", "adaptive", Ink.FIRST);
    static final Policy FP32 = new Policy("fp32", "fp32 only", Ink.SECOND);
    static final Policy INT8 = new Policy("int8", "int8 only", Ink.THIRD);
    static final List<Policy> POLICIES = List.of(ADAPTIVE, FP32, INT8);

    /** The sign of a noisy verdict, too. */
    static final String NOISY_MARK = " " + Promises.sign("noisy");

    /** A policy of the comparison, as drawn. */
    record Policy(String key, String name, Ink ink) {}

    private final List<DemoStep> steps;
    private final List<DemoStep> places;

    DemoRamp(JsonNode demo) {
        steps = StreamSupport.stream(demo.path("steps").spliterator(), false)
                .map(DemoStep::new)
                .toList();
        places = IntStream.range(0, steps.size())
                .filter(i -> steps.subList(0, i).stream().noneMatch(steps.get(i)::isSamePlaceAs))
                .mapToObj(steps::get)
                .toList();
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    /** The names of the places, in the order of the ramp. */
    List<String> places() {
        return places.stream().map(DemoStep::place).toList();
    }

    /** The loads at the places, as an axis names them; with a mark where a step was noisy. */
    List<String> loads() {
        return IntStream.range(0, places.size())
                .mapToObj(place -> DemoStep.loadName(places.get(place).load()) + (isNoisy(place) ? NOISY_MARK : ""))
                .toList();
    }

    boolean isNoisy() {
        return IntStream.range(0, places.size()).anyMatch(this::isNoisy);
    }

    private boolean isNoisy(int place) {
        return POLICIES.stream()
                .flatMap(policy -> step(policy, place).stream())
                .anyMatch(step -> step.verdict().equals("noisy"));
    }

    /** From where to where the load goes. */
    String extent() {
        double lowest = places.stream().mapToDouble(DemoStep::load).min().orElse(0);
        double highest = places.stream().mapToDouble(DemoStep::load).max().orElse(0);
        boolean comesDown = places.get(places.size() - 1).load() < highest;
        return DemoStep.loadName(lowest) + " to " + DemoStep.loadName(highest) + (comesDown ? " and down again" : "");
    }

    Optional<DemoStep> step(Policy policy, int place) {
        return steps.stream()
                .filter(step -> step.policy().equals(policy.key()) && step.isSamePlaceAs(places.get(place)))
                .reduce((earlier, later) -> later);
    }

    /** The policy's step with the largest load. */
    Optional<DemoStep> peak(Policy policy) {
        return steps.stream()
                .filter(step -> step.policy().equals(policy.key()))
                .max(Comparator.comparingDouble(DemoStep::load));
    }

    /** One value a place; NaN where the policy has no step there. */
    List<Double> values(Policy policy, ToDoubleFunction<DemoStep> value) {
        return IntStream.range(0, places.size())
                .mapToObj(place -> step(policy, place).map(value::applyAsDouble).orElse(Double.NaN))
                .toList();
    }

    Line line(Policy policy, String name, boolean isFaint, ToDoubleFunction<DemoStep> value) {
        List<Double> xs = IntStream.range(0, places.size())
                .mapToObj(place -> (double) place)
                .toList();
        return new Line(name, policy.ink(), isFaint, xs, values(policy, value));
    }
}

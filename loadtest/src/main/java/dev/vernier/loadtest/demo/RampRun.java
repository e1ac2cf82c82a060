package dev.vernier.loadtest.demo;

import dev.vernier.loadtest.stage.Narration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Takes a ramp from end to end in the time there is, and repeats once what was noisy while there is time left. */
final class RampRun {
    private final Ramp ramp;
    private final Timetable timetable;
    private final Narration narration;
    private final long startNanos;

    /** @param startNanos when the demo began, which its timetable counts from */
    RampRun(Ramp ramp, Timetable timetable, Narration narration, long startNanos) {
        this.ramp = ramp;
        this.timetable = timetable;
        this.narration = narration;
        this.startNanos = startNanos;
    }

    /** Hands each step over when it is done; a repeated one takes the place of its first try. */
    void run(List<Place> places, Consumer<Step> onStep) throws InterruptedException {
        int steps = places.size() * Policy.values().length;
        Duration duration = timetable.step(steps, elapsed());
        narration.line(String.format(Locale.ROOT, "  %d steps of %.1f s", steps, duration.toNanos() / 1e9));
        narration.line(RampTable.HEADING);
        List<Step> noisy = new ArrayList<>();
        int done = 0;
        for (Place place : places) {
            for (Policy policy : ramp.orderAt(places.indexOf(place))) {
                narration.bar(done++, steps, place.text() + " " + policy.key());
                Step step = ramp.measure(place, places.indexOf(place), policy, duration, false);
                narration.line(RampTable.line(step));
                onStep.accept(step);
                if (step.isNoisy()) {
                    noisy.add(step);
                }
            }
        }
        repeat(noisy, places, duration, onStep);
    }

    private void repeat(List<Step> noisy, List<Place> places, Duration duration, Consumer<Step> onStep)
            throws InterruptedException {
        for (Step step : noisy) {
            if (!timetable.hasTimeFor(duration, elapsed())) {
                return;
            }
            int place = places.indexOf(step.place());
            Step again = ramp.measure(step.place(), place, step.policy(), duration, true);
            narration.line(RampTable.line(again));
            onStep.accept(again);
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}

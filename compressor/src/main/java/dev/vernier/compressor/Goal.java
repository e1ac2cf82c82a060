package dev.vernier.compressor;

import dev.vernier.compressor.evaluation.Gate;
import dev.vernier.compressor.evaluation.Verdict;
import dev.vernier.store.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What variants must be to be served beside the reference.
 *
 * @param gate the fidelity that each needs
 * @param speedup how fast the one must be that is wanted; null when all that pass the gate are
 */
record Goal(Gate gate, @Nullable Double speedup) {
    static final Goal DEFAULT = new Goal(Gate.DEFAULT, null);

    /**
     * Why each variant is not served, null where it is; the reference, the first, always is. With a wanted speed-up only the
     * most faithful is served of those whose speed-up is that high with its whole interval.
     *
     * @throws CompressionException when no variant is fast enough; it names the fastest
     */
    List<@Nullable String> rejections(Task task, List<BuiltVariant> variants, List<Verdict> verdicts, SpeedStep speed) {
        List<@Nullable String> rejections = new ArrayList<>();
        rejections.add(null);
        for (Verdict verdict : verdicts.subList(1, verdicts.size())) {
            rejections.add(gate.rejection(task, verdict.fidelity()).orElse(null));
        }
        Double wanted = speedup;
        if (wanted != null) {
            keepOne(wanted, rejections, variants, verdicts, speed);
        }
        return rejections;
    }

    private static void keepOne(
            double wanted,
            List<@Nullable String> rejections,
            List<BuiltVariant> variants,
            List<Verdict> verdicts,
            SpeedStep speed) {
        int chosen = IntStream.range(1, variants.size())
                .filter(i -> rejections.get(i) == null && speed.speedup(i).low() >= wanted)
                .boxed()
                .max((a, b) -> Double.compare(
                        verdicts.get(a).fidelity(), verdicts.get(b).fidelity()))
                .orElseThrow(() -> new CompressionException(tooSlow(wanted, rejections, variants, speed)));
        for (int i = 1; i < variants.size(); i++) {
            if (i != chosen && rejections.get(i) == null) {
                rejections.set(
                        i,
                        String.format(
                                Locale.ROOT,
                                "for speedup=%s %s is taken",
                                wanted,
                                variants.get(chosen).name()));
            }
        }
    }

    private static String tooSlow(
            double wanted, List<@Nullable String> rejections, List<BuiltVariant> variants, SpeedStep speed) {
        return IntStream.range(1, variants.size())
                .filter(i -> rejections.get(i) == null)
                .boxed()
                .max((a, b) ->
                        Double.compare(speed.speedup(a).low(), speed.speedup(b).low()))
                .map(fastest -> String.format(
                        Locale.ROOT,
                        "no variant that is faithful enough is %s times as fast: %s is the fastest, its speed-up at least"
                                + " %.2f",
                        wanted,
                        variants.get(fastest).name(),
                        speed.speedup(fastest).low()))
                .orElse("no variant is faithful enough; a lower --floor accepts more");
    }
}

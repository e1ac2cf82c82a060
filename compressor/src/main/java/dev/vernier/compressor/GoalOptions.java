package dev.vernier.compressor;

import dev.vernier.compressor.evaluation.Gate;
import dev.vernier.store.NearestName;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that say what a variant must be to be served. */
final class GoalOptions {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec verb;

    private Gate gate = Gate.DEFAULT;
    private @Nullable Double speedup;

    @Option(
            names = "--floor",
            paramLabel = "fidelity=F",
            description = "Variants below this fidelity are rejected. Default: 0.95 for embeddings, 0.80 for classes.")
    void setFloor(String typed) {
        double fidelity = number("--floor", typed, "fidelity");
        if (!(fidelity > 0 && fidelity <= 1)) {
            throw new ParameterException(verb.commandLine(), "--floor " + typed + ": a fidelity is in (0,1]");
        }
        gate = new Gate(fidelity, fidelity);
    }

    @Option(
            names = "--target",
            paramLabel = "speedup=S",
            description =
                    "Serves, beside the reference, only the most faithful of the variants that are this fast; fails when"
                            + " none is.")
    void setTarget(String typed) {
        double wanted = number("--target", typed, "speedup");
        if (!(wanted >= 1 && wanted < Double.POSITIVE_INFINITY)) {
            throw new ParameterException(verb.commandLine(), "--target " + typed + ": a speed-up is at least 1");
        }
        speedup = wanted;
    }

    Goal goal() {
        return new Goal(gate, speedup);
    }

    private double number(String option, String typed, String key) {
        int equals = typed.indexOf('=');
        String name = equals < 0 ? typed : typed.substring(0, equals);
        if (equals < 0 || !name.equals(key)) {
            throw new ParameterException(
                    verb.commandLine(),
                    option + " " + typed + ": did you mean `" + NearestName.of(name, Set.of(key)) + "=NUMBER`?");
        }
        try {
            return Double.parseDouble(typed.substring(equals + 1));
        } catch (NumberFormatException e) {
            throw new ParameterException(verb.commandLine(), option + " " + typed + ": no number behind the =", e);
        }
    }
}

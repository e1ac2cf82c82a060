package dev.vernier.policy.baseline;

import dev.vernier.policy.DispatchPolicy;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.PolicySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A named way to choose variants, with the parameters that it was given. */
public final class Baseline {
    /** What the names of single variants start with. */
    public static final String FIXED = "static-";

    private static final long SECOND = 1_000_000_000;
    private static final int PADDED_BATCH = 8;
    private static final double MARGINAL = 0.9;

    private final String name;
    private final String parameters;
    private final Supplier<Choice> choice;

    private Baseline(String name, String parameters, Supplier<Choice> choice) {
        this.name = name;
        this.parameters = parameters;
        this.choice = choice;
    }

    /** What it is called in a result. */
    public String name() {
        return name;
    }

    /** The point of its grid, for people. */
    public String parameters() {
        return parameters;
    }

    /** A policy with an empty queue. */
    public <T> DispatchPolicy<T> policy(PolicySnapshot first) {
        return new BaselinePolicy<>(choice.get(), first);
    }

    /** One variant for everybody. */
    public static Baseline fixed(ModelProfile model, int variant) {
        return new Baseline(FIXED + model.variants().get(variant).name(), "", () -> new FixedVariant(variant));
    }

    /** The grids of all baselines that have parameters, one list each. */
    public static List<List<Baseline>> grids(ModelProfile model) {
        return List.of(modelSwitching(), split(), infaas(model), slackFit(), greedy(false), greedy(true), aimd(model));
    }

    private static List<Baseline> modelSwitching() {
        List<Baseline> grid = new ArrayList<>();
        for (double period : new double[] {0.3, 1, 2}) {
            for (double load : new double[] {0.5, 0.65, 0.8, 0.9}) {
                grid.add(new Baseline(
                        "model-switching",
                        "period " + period + " s, load " + load,
                        () -> new ModelSwitching((long) (period * SECOND), load)));
            }
        }
        return grid;
    }

    private static List<Baseline> split() {
        List<Baseline> grid = new ArrayList<>();
        for (double period : new double[] {0.3, 1, 5}) {
            for (double headRoom : new double[] {1.05, 1.2, 1.5, 2}) {
                grid.add(split(period, headRoom, Integer.MAX_VALUE, MARGINAL));
            }
            grid.add(split(period, 1.2, PADDED_BATCH, Double.POSITIVE_INFINITY));
        }
        return grid;
    }

    private static Baseline split(double period, double headRoom, int batch, double mateShare) {
        String parameters = "period " + period + " s, head-room " + headRoom + ", mates below " + mateShare;
        return new Baseline(
                "proteus", parameters, () -> new Split((long) (period * SECOND), headRoom, batch, mateShare));
    }

    private static List<Baseline> infaas(ModelProfile model) {
        List<Baseline> grid = new ArrayList<>();
        for (int variant = 0; variant < model.variants().size(); variant++) {
            double target = model.value(variant);
            for (double load : new double[] {0.7, 0.95}) {
                grid.add(new Baseline(
                        "infaas", "accuracy " + target + ", load " + load, () -> new Infaas(target, load)));
            }
        }
        return grid;
    }

    private static List<Baseline> slackFit() {
        List<Baseline> grid = new ArrayList<>();
        for (double share : new double[] {0.25, 0.5, 0.75, 1}) {
            for (int batch : new int[] {1, 4, 8}) {
                grid.add(new Baseline(
                        "slackfit", "share " + share + ", batch " + batch, () -> new SlackFit(share, batch)));
            }
        }
        return grid;
    }

    private static List<Baseline> greedy(boolean looksAhead) {
        List<Baseline> grid = new ArrayList<>();
        for (double guard : new double[] {1, 1.1, 1.3, 2}) {
            grid.add(new Baseline(
                    looksAhead ? "greedy-look-ahead" : "greedy",
                    "guard " + guard,
                    () -> new Greedy(guard, looksAhead)));
        }
        return grid;
    }

    private static List<Baseline> aimd(ModelProfile model) {
        List<Baseline> grid = new ArrayList<>();
        for (int variant = 0; variant < model.variants().size(); variant++) {
            int slot = variant;
            grid.add(new Baseline(
                    "clipper-aimd", model.variants().get(slot).name() + ", 0.9", () -> new Aimd(slot, 0.9)));
        }
        return grid;
    }
}

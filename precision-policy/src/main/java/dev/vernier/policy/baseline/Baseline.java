package dev.vernier.policy.baseline;

import dev.vernier.policy.DispatchPolicy;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.PolicySnapshot;
import dev.vernier.policy.VariantProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A named way to choose variants, with its parameters. As text: {@code static-VARIANT}, or a family's name and what differs
 * from its defaults, {@code proteus:period=1,head-room=1.5}.
 */
public final class Baseline {
    /** What the names of single variants start with. */
    public static final String FIXED = "static-";

    private final String name;
    private final String parameters;
    private final Supplier<Choice> choice;

    private Baseline(String name, String parameters, Supplier<Choice> choice) {
        this.name = name;
        this.parameters = parameters;
        this.choice = choice;
    }

    /**
     * The baseline of a text.
     *
     * @throws IllegalArgumentException when there is no such family or parameter, or a value is no number at or above 0
     */
    public static Baseline of(String text) {
        if (text.startsWith(FIXED)) {
            String variant = text.substring(FIXED.length());
            return new Baseline(text, "", () -> new FixedVariant(variant));
        }
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String parameters = colon < 0 ? "" : text.substring(colon + 1);
        Family family = Family.named(name);
        Parameters values = new Parameters(name, family.defaults()).with(parameters);
        family.choice(values);
        return new Baseline(name, parameters, () -> family.choice(values));
    }

    /** What all texts of baselines begin with, for people. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(List.of(FIXED + "VARIANT"));
        for (Family family : Family.values()) {
            names.add(family.key());
        }
        return names;
    }

    /** What it is called in a result. */
    public String name() {
        return name;
    }

    /** The point of its grid. */
    public String parameters() {
        return parameters;
    }

    /** What {@link #of} makes it from. */
    public String text() {
        return parameters.isEmpty() ? name : name + ":" + parameters;
    }

    /** A policy with an empty queue. */
    public <T> DispatchPolicy<T> policy(PolicySnapshot first) {
        return new BaselinePolicy<>(choice.get(), first);
    }

    /** One variant for everybody. */
    public static Baseline fixed(ModelProfile model, int variant) {
        return of(FIXED + model.variants().get(variant).name());
    }

    /** The grids of all baselines that have parameters, one list each. */
    public static List<List<Baseline>> grids(ModelProfile model) {
        List<String> variants =
                model.variants().stream().map(VariantProfile::name).toList();
        List<String> values = new ArrayList<>();
        for (int variant = 0; variant < variants.size(); variant++) {
            values.add(String.valueOf(model.value(variant)));
        }
        List<String> guards = List.of("1", "1.1", "1.3", "2");
        List<String> periods = List.of("0.3", "1", "5");
        List<Baseline> splits = points("proteus:period=%s,head-room=%s", periods, List.of("1.05", "1.2", "1.5", "2"));
        splits.addAll(points("proteus:period=%s,head-room=1.2,batch=8,mates=%s", periods, List.of("Infinity")));
        return List.of(
                points(
                        "model-switching:period=%s,load=%s",
                        List.of("0.3", "1", "2"), List.of("0.5", "0.65", "0.8", "0.9")),
                splits,
                points("infaas:accuracy=%s,load=%s", values, List.of("0.7", "0.95")),
                points("slackfit:share=%s,batch=%s", List.of("0.25", "0.5", "0.75", "1"), List.of("1", "4", "8")),
                points("greedy:guard=%s%s", guards, List.of("")),
                points("greedy-look-ahead:guard=%s%s", guards, List.of("")),
                points("clipper-aimd:variant=%s,back-off=%s", variants, List.of("0.9")));
    }

    private static List<Baseline> points(String form, List<String> firsts, List<String> seconds) {
        List<Baseline> points = new ArrayList<>();
        for (String first : firsts) {
            for (String second : seconds) {
                points.add(of(String.format(form, first, second)));
            }
        }
        return points;
    }
}

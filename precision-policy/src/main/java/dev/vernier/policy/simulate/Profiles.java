package dev.vernier.policy.simulate;

import dev.vernier.policy.CostCurve;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.VariantProfile;
import java.util.List;

/** Ladders that the policy is judged on. Costs were measured on one core; where fidelities are assumed, it is said. */
public final class Profiles {
    private Profiles() {}

    /** The ladders of the suite. */
    public static List<ModelProfile> all() {
        return List.of(demo(), encoder(), pair());
    }

    /** The demo's classifier as compressed and profiled by the demo: costs and fidelities measured, errors of the fits 3-4 %. */
    public static ModelProfile demo() {
        return model(
                "demo",
                variant("fp32", 1, 1.478, 206.6, 139),
                variant("mixed", 0.9821, 0.952, 85.6, 166),
                variant("int8-static", 0.9770, 0.906, 70.9, 165),
                variant("int8-dynamic", 0.9591, 0.610, 71.2, 152),
                variant("pruned-int8", 0.9301, 0.473, 63.1, 149));
    }

    /**
     * A sentence encoder of 6 layers, hidden size 384, and one of half its layers, each in fp32 and int8: costs measured with
     * ONNX Runtime on avx512_vnni, fidelities assumed.
     */
    public static ModelProfile encoder() {
        return model(
                "encoder",
                variant("fp32", 1, 3.11, 120.7, 144),
                variant("mixed", 0.985, 1.92, 85.9, 114),
                variant("int8", 0.97, 0.73, 51.1, 84),
                variant("half-int8", 0.93, 0.25, 25.8, 43));
    }

    /** Two variants alone: the encoder's reference and its int8 form. */
    public static ModelProfile pair() {
        return model("pair", variant("fp32", 1, 3.11, 120.7, 144), variant("int8", 0.97, 0.73, 51.1, 84));
    }

    private static VariantProfile variant(
            String name, double fidelity, double alphaMillis, double betaMicros, double gammaNanos) {
        return new VariantProfile(
                name, fidelity, true, true, new CostCurve(alphaMillis * 1e6, betaMicros * 1e3, gammaNanos));
    }

    private static ModelProfile model(String name, VariantProfile... variants) {
        return new ModelProfile(name, List.of(variants), 1, 1, 16, 512);
    }
}

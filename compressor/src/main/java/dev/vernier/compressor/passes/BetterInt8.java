package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.graph.Graph;

/** 8-bit integers with static or dynamic activations, whichever keeps the outputs of the sample texts closer. */
public final class BetterInt8 implements Pass {
    @Override
    public String name() {
        return "int8";
    }

    @Override
    public Outcome apply(Graph graph, Calibration calibration) {
        float[][] reference = calibration.outputs(graph);
        Pass.Outcome fixed = new Int8Static().apply(graph, calibration);
        Pass.Outcome dynamic = new Int8Dynamic().apply(graph, calibration);
        Divergence metric = Divergence.of(graph);
        double ofFixed = metric.mean(reference, calibration.outputs(fixed.graph()));
        double ofDynamic = metric.mean(reference, calibration.outputs(dynamic.graph()));
        boolean isFixed = ofFixed <= ofDynamic;
        ObjectNode facts = JsonNodeFactory.instance
                .objectNode()
                .put("chosen", isFixed ? "int8-static" : "int8-dynamic")
                .put("divergence_static", ofFixed)
                .put("divergence_dynamic", ofDynamic);
        facts.setAll(isFixed ? fixed.facts() : dynamic.facts());
        return new Outcome(isFixed ? fixed.graph() : dynamic.graph(), facts);
    }
}

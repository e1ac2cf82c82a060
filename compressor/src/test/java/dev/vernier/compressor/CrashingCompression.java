package dev.vernier.compressor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.GraphSession;
import dev.vernier.compressor.corpus.SplitSizes;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.passes.Int8Dynamic;
import dev.vernier.compressor.passes.Int8Static;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.recipe.Recipe;
import dev.vernier.store.ModelStore;
import dev.vernier.store.SessionException;
import java.nio.file.Path;
import java.util.List;

/** A compression that, run as a program, never gets past its third variant: it opens sessions until it is killed. */
final class CrashingCompression {
    static final String SIGN = "opening sessions";

    private CrashingCompression() {}

    public static void main(String[] arguments) throws SessionException {
        run(Path.of(arguments[0]), false, new Int8Dynamic(), new EndlessPass());
    }

    /** The same compression with other passes under the same words, so that the workbench takes it for the same. */
    static CompressionResult run(Path store, boolean resumes, Pass second, Pass third) throws SessionException {
        List<Recipe> recipes = List.of(
                Recipe.REFERENCE,
                new Recipe("int8-dynamic", List.of(second), "second", false),
                new Recipe("int8-static", List.of(third), "third", false));
        return Compression.run(
                TinyModel.classifier(),
                ModelStore.create(store),
                new CompressionPlan(recipes, new SplitSizes(300, 40, 160), 4, 3, 2, Goal.DEFAULT),
                new Unfinished(store, resumes),
                SilentProgress.bar());
    }

    /** A pass that must not be applied. */
    static final class ForbiddenPass implements Pass {
        @Override
        public String name() {
            return "int8-dynamic";
        }

        @Override
        public Outcome apply(Graph graph, Calibration calibration) {
            throw new GraphException("this variant was finished already");
        }
    }

    /** Opens a session, closes it, and so on, having said so. */
    private static final class EndlessPass implements Pass {
        @Override
        public String name() {
            return "int8-static";
        }

        @Override
        public Outcome apply(Graph graph, Calibration calibration) {
            Graph quantized = new Int8Static().apply(graph, calibration).graph();
            System.out.println(SIGN);
            for (long opened = 0; opened < Long.MAX_VALUE; opened++) {
                GraphSession.open(quantized).close();
            }
            return new Outcome(graph, JsonNodeFactory.instance.objectNode());
        }
    }
}

package dev.vernier.compressor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.evaluation.Answers;
import dev.vernier.compressor.evaluation.Batching;
import dev.vernier.compressor.evaluation.TextRunner;
import dev.vernier.compressor.evaluation.Workers;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Heads;
import dev.vernier.compressor.head.HeadTraining;
import dev.vernier.compressor.head.SoftmaxHead;
import dev.vernier.store.SessionException;
import java.util.function.DoubleConsumer;

/** Trains a classification head on a pooled encoder's embeddings and appends it to the graph. */
final class HeadStep {
    /** Chosen on the calibration texts; see RATIONALE. */
    private static final HeadTraining TRAINING = new HeadTraining(0.2, 200);

    /** Larger batches of short texts are no faster and keep fewer threads busy at the end. */
    private static final int BATCH_ROWS = 8;

    private HeadStep() {}

    static Graph classifier(
            Graph pooled,
            TextRunner embedder,
            EncodedSplit texts,
            int classes,
            Workers workers,
            DoubleConsumer progress)
            throws SessionException {
        Answers embeddings = embedder.answer(
                texts.train(),
                Batching.byLength(texts.train(), BATCH_ROWS),
                workers,
                share -> progress.accept(share * 0.9));
        int[] labels = texts.trainLabels().stream().mapToInt(Integer::intValue).toArray();
        SoftmaxHead head = TRAINING.train(embeddings.values(), labels, classes, workers.threads());
        return Heads.classifier(pooled, head.weights(), head.bias());
    }

    /** What the card tells about the head. */
    static ObjectNode facts() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("method", "softmax regression, L-BFGS")
                .put("ridge", TRAINING.ridge());
    }
}

package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.OnnxReader;
import dev.vernier.compressor.graph.OnnxWriter;
import dev.vernier.store.Draft;
import dev.vernier.store.ElementType;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.OnnxSession;
import dev.vernier.store.SessionException;
import dev.vernier.store.Signature;
import dev.vernier.store.Task;
import dev.vernier.store.Tensor;
import dev.vernier.store.Termination;
import dev.vernier.store.VariantCard;
import dev.vernier.store.VariantCard.Artefact;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariantFilesTest {
    private static final Graph GRAPH = TinyModel.classifier().graph();

    @TempDir
    Path folder;

    @Test
    void aVariantOfTwoFilesIsServedAsThatOfOne() throws SessionException {
        ModelStore store = ModelStore.create(folder);
        ModelVersion version;
        try (Draft draft = store.draft("tiny")) {
            List<Artefact> one = VariantFiles.put(GRAPH, draft, false);
            List<Artefact> two = VariantFiles.put(GRAPH, draft, true);
            assertThat(one).hasSize(1);
            assertThat(two).hasSize(2);
            assertThat(two.get(0).bytes()).isLessThan(one.get(0).bytes());
            // Tried before it is published, as the measurements do.
            Signature signature = OnnxSession.describe(draft.file(two.get(0).digest()));
            version = draft.publish(
                    Task.EMBED, signature, null, List.of(), null, List.of(card("one", one), card("two", two)));
        }

        VariantCard two = version.variants().get(1);
        assertThat(answer(store, version, two)).isEqualTo(answer(store, version, version.reference()));
        assertThat(OnnxWriter.bytes(OnnxReader.read(store.modelFile(two)))).isEqualTo(OnnxWriter.bytes(GRAPH));
    }

    private static VariantCard card(String name, List<Artefact> files) {
        return new VariantCard(name, null, 1, true, files, Map.of(), JsonNodeFactory.instance.objectNode());
    }

    /** Of one text of three words. */
    private static ByteBuffer answer(ModelStore store, ModelVersion version, VariantCard variant)
            throws SessionException {
        try (OnnxSession session = OnnxSession.open(store, version, variant)) {
            return session.run(List.of(row(5, 27, 44), row(1, 1, 1)), List.of(), new Termination())
                    .get(0)
                    .buffer();
        }
    }

    private static Tensor row(long... values) {
        Tensor row = Tensor.allocate(ElementType.INT64, 1, values.length);
        row.buffer().asLongBuffer().put(values);
        return row;
    }
}

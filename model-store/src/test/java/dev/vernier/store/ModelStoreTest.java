package dev.vernier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vernier.store.measure.Measure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
    private static final Signature SIGNATURE = new Signature(
            List.of(new TensorSpec("ids", ElementType.INT64, List.of(Dimension.BATCH, Dimension.SEQUENCE), 0)),
            List.of(new TensorSpec(
                    "probabilities", ElementType.FP32, List.of(Dimension.BATCH, Dimension.fixed(2)), 0)));

    @TempDir
    private Path directory;

    @Test
    void givesBackWhatWasPublished() throws Exception {
        ModelStore store = ModelStore.create(directory);
        ModelVersion published = publish(store, "topics", "weights");

        ModelStore reader = ModelStore.open(directory);

        assertThat(reader.models()).containsExactly("topics");
        assertThat(reader.versions("topics")).containsExactly("1");
        assertThat(reader.find("topics", "")).contains(published);
        assertThat(reader.find("topics", "1")).contains(published);
        Path weights = reader.blob(published.reference().artefacts().get(0).digest());
        assertThat(Files.readString(weights)).isEqualTo("weights");
        assertThat(published.text()).isNotNull();
        assertThat(Files.readString(reader.blob(published.text().tokenizer()))).isEqualTo("tokenizer of topics");
    }

    @Test
    void givesEachPublicationTheNextNumber() {
        ModelStore store = ModelStore.create(directory);
        for (int i = 1; i <= 11; i++) {
            assertThat(publish(store, "topics", "weights " + i).version()).isEqualTo(Integer.toString(i));
        }

        assertThat(store.versions("topics")).hasSize(11).last().isEqualTo("11");
        assertThat(store.find("topics", "").orElseThrow().version()).isEqualTo("11");
        assertThat(store.find("topics", "3")).isPresent();
        assertThat(store.find("topics", "12")).isEmpty();
        assertThat(store.find("others", "")).isEmpty();
    }

    @Test
    void showsNothingOfADraft() {
        ModelStore store = ModelStore.create(directory);
        try (Draft draft = store.draft("topics")) {
            draft.put("weights".getBytes(StandardCharsets.UTF_8));

            assertThat(store.models()).isEmpty();
            assertThat(store.versions("topics")).isEmpty();
        }
    }

    @Test
    void refusesAWayOutOfTheStore() {
        ModelStore store = ModelStore.create(directory);
        for (String name :
                List.of("", ".", "..", "../topics", "a/b", "/etc", "a\\b", ".hidden", "-rf", "a\0b", "a\n")) {
            assertThatThrownBy(() -> store.draft(name))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("is no name of a model");
            assertThat(store.find(name, "")).isEmpty();
            assertThatThrownBy(() -> store.blob(name)).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> new VariantCard.Artefact(name, "0".repeat(64), 1))
                    .isInstanceOf(StoreException.class);
        }
        publish(store, "topics", "weights");
        for (String version : List.of("0", "01", "-1", "../topics/1", "1/", " 1")) {
            assertThat(store.find("topics", version)).isEmpty();
        }
    }

    @Test
    void saysThatThereIsNoStore() {
        assertThatThrownBy(() -> ModelStore.open(directory.resolve("absent")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("absent is no model store: wanted is a directory with blobs/ and models/");
    }

    static ModelVersion publish(ModelStore store, String model, String weights) {
        try (Draft draft = store.draft(model)) {
            byte[] bytes = weights.getBytes(StandardCharsets.UTF_8);
            String digest = draft.put(bytes);
            String tokenizer = draft.put(("tokenizer of " + model).getBytes(StandardCharsets.UTF_8));
            return draft.publish(
                    Task.CLASSIFY,
                    SIGNATURE,
                    new TextInput(tokenizer, "ids", "mask", null, 256, 30522),
                    List.of("animal", "plant"),
                    null,
                    List.of(card("fp32", digest, bytes.length)));
        }
    }

    static VariantCard card(String name, String digest, long bytes) {
        return new VariantCard(
                name,
                null,
                1,
                true,
                List.of(new VariantCard.Artefact("model.onnx", digest, bytes)),
                Map.of("accuracy", new Measure(0.72, 0.71, 0.73, 5000, "wilson")),
                JsonNodeFactory.instance.objectNode().put("recipe", "none").put("seed", 7));
    }
}

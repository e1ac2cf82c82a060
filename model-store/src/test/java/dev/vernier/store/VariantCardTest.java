package dev.vernier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.store.measure.Measure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VariantCardTest {
    private static final String DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void isWrittenWithSortedKeysAndWithoutWhiteSpace() {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("seed", 7).put("recipe", "int8 é");
        facts.putArray("sensitivity").addObject().put("value", 0.1).put("name", "MatMul_1");

        assertThat(new String(card(facts).json(), StandardCharsets.UTF_8))
                .isEqualTo("{\"artefacts\":[{\"bytes\":0,\"digest\":\"" + DIGEST + "\",\"file\":\"model.onnx\"}],"
                        + "\"batchInvariant\":false,"
                        + "\"facts\":{\"recipe\":\"int8 é\",\"seed\":7,"
                        + "\"sensitivity\":[{\"name\":\"MatMul_1\",\"value\":0.1}]},"
                        + "\"fidelity\":0.98,\"gate\":null,"
                        + "\"measures\":{\"accuracy\":{\"ci\":\"wilson\",\"ci_high\":0.75,\"ci_low\":0.5,\"n\":40,"
                        + "\"value\":0.625}},"
                        + "\"name\":\"int8-static\",\"schema\":\"variant-card/1\"}");
    }

    @Test
    void hasTheDigestOfThoseBytes() {
        // printf '%s' '{"artefacts":...}' | sha256sum, of the bytes above with empty facts
        assertThat(card(JsonNodeFactory.instance.objectNode()).digest())
                .isEqualTo("47030655ceed43b95e656d4a752b6b56cc19ae2b051784441b0b977aa89fd178");
    }

    @Test
    void hasADigestThatDoesNotDependOnTheOrderOfItsFacts() {
        ObjectNode facts = JsonNodeFactory.instance.objectNode().put("a", 1).put("b", 2.0);
        ObjectNode reversed =
                JsonNodeFactory.instance.objectNode().put("b", 2.0).put("a", 1);

        assertThat(card(facts).digest()).isEqualTo(card(reversed).digest());
    }

    @Test
    void writesADoubleTheSameOnEveryJdk() {
        // JDK-4511638: Double.toString gives 1.9999999999999998E23 before JDK 19.
        ObjectNode facts = JsonNodeFactory.instance
                .objectNode()
                .put("a", Double.parseDouble("2e23"))
                .put("b", 0.002);

        assertThat(new String(card(facts).json(), StandardCharsets.UTF_8)).contains("{\"a\":2.0E23,\"b\":0.002}");
    }

    @Test
    void keepsItsDigestWhenItIsReadBack() throws Exception {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("long", 1L << 40)
                .put("double", 1e-9)
                .put("float", 0.1f)
                .put("whole", 3.0)
                .putNull("none");

        assertThat(VariantCard.read(card(facts).json()).digest())
                .isEqualTo(card(facts).digest());
    }

    @Test
    void refusesNumbersThatJsonDoesNotHave() {
        ObjectNode facts = JsonNodeFactory.instance.objectNode().put("loss", Double.NaN);

        assertThatThrownBy(() -> card(facts).digest())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("JSON has no number NaN");
    }

    private static VariantCard card(ObjectNode facts) {
        return new VariantCard(
                "int8-static",
                null,
                0.98,
                false,
                List.of(new VariantCard.Artefact("model.onnx", DIGEST, 0)),
                Map.of("accuracy", new Measure(0.625, 0.5, 0.75, 40, "wilson")),
                facts);
    }
}

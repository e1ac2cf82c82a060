package dev.vernier.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.proto.inference.ModelInferRequest;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WireRequestTest {
    private final byte[] body = Ask.of("wordnet-topics")
            .within(Duration.ofMillis(54))
            .with("accuracy_floor", 0.9)
            .encode("größe");

    @Test
    void isTheEncodedMessageWithItsId() throws Exception {
        ModelInferRequest request = ModelInferRequest.parseFrom(new WireRequest(0xcafe, body));

        assertThat(request.getId()).isEqualTo("000000000000cafe");
        assertThat(request.getModelName()).isEqualTo("wordnet-topics");
        assertThat(request.getInputs(0).getDatatype()).isEqualTo("BYTES");
        assertThat(request.getParametersOrThrow("timeout").getInt64Param()).isEqualTo(54_000);
        assertThat(request.getParametersOrThrow("accuracy_floor").getDoubleParam())
                .isEqualTo(0.9);
        assertThat(FakeInferenceServer.text(request)).isEqualTo("größe");
    }

    @Test
    void drainsWhatIsLeftOfIt() throws Exception {
        byte[] whole = new WireRequest(1, body).readAllBytes();
        for (int alreadyRead = 0; alreadyRead <= whole.length; alreadyRead++) {
            WireRequest request = new WireRequest(1, body);
            byte[] first = request.readNBytes(alreadyRead);
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            rest.write(first);

            assertThat(request.available()).isEqualTo(whole.length - alreadyRead);
            assertThat(request.drainTo(rest)).isEqualTo(whole.length - alreadyRead);
            assertThat(rest.toByteArray()).isEqualTo(whole);
            assertThat(request.read()).isEqualTo(-1);
        }
    }

    @Test
    void recognisesItsOwnIdOnly() {
        assertThat(WireRequest.isId(0xff, "00000000000000ff")).isTrue();
        assertThat(WireRequest.isId(-1, "ffffffffffffffff")).isTrue();
        assertThat(WireRequest.isId(0xff, "00000000000000fe")).isFalse();
        assertThat(WireRequest.isId(0xff, "ff")).isFalse();
        assertThat(WireRequest.isId(0xff, "")).isFalse();
    }
}

package dev.vernier.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.store.Dimension;
import dev.vernier.store.ElementType;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.OnnxSession;
import dev.vernier.store.Session;
import dev.vernier.store.Tensor;
import dev.vernier.store.Termination;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityModelTest {
    @TempDir
    private Path directory;

    @Test
    void givesBackWhatItGets() throws Exception {
        ModelStore store = ModelStore.create(directory);
        new IdentityModel(3).publish(store);
        ModelVersion version = store.find("identity-3", "").orElseThrow();
        Tensor input = Tensor.allocate(ElementType.FP32, 2, 3);
        for (int i = 0; i < 6; i++) {
            input.buffer().putFloat(4 * i, i);
        }

        assertThat(version.signature().inputs().get(0).shape()).containsExactly(Dimension.BATCH, Dimension.fixed(3));
        try (Session session = OnnxSession.open(store, version, version.reference())) {
            Tensor output =
                    session.run(List.of(input), List.of(), new Termination()).get(0);
            assertThat(output.shape()).containsExactly(2, 3);
            assertThat(output.buffer().getFloat(20)).isEqualTo(5);
        }
    }
}

package dev.vernier.compressor.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordNetNounsTest {
    private static final String SAMPLE = """
              1 This software and database is being provided to you, the LICENSEE, by | Princeton
            00001740 03 n 01 entity 0 001 ~ 00001930 n 0000 | that which is perceived
            00002684 17 n 01 object 0 000 | a tangible and visible entity; an entity that can cast a shadow; "full of rackets"
            00003000 04 n 01 doing 0 000 | "only an example"
            00004000 28 n 01 while 0 000 | a period of time;
            00005000 04 n 01 call 0 000 | a demand especially in the phrase "the call of duty"
            """;

    private static List<LabelledText> read() throws IOException {
        return WordNetNouns.read(new ByteArrayInputStream(SAMPLE.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void keepsTheDefinitionsAndLeavesOutExamplesRootsAndLicence() throws IOException {
        assertThat(read())
                .containsExactly(
                        new LabelledText("a tangible and visible entity; an entity that can cast a shadow", "object"),
                        new LabelledText("a period of time", "time"),
                        new LabelledText("a demand especially in the phrase \"the call of duty\"", "act"));
    }

    @Test
    void hasTwentyFiveClasses() {
        assertThat(WordNetNouns.CLASSES).hasSize(25).doesNotHaveDuplicates();
    }
}

package dev.vernier.compressor.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.source.BuiltInModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ChineseSentencesTest {
    private static List<LabelledText> read(String xml) throws IOException {
        return ChineseSentences.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsEachExampleOnceWithoutItsMarkers() throws IOException {
        assertThat(read("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <rules lang="zh"><category name="x"><rule>
                          <pattern><token>与</token></pattern>
                          <example correction="过于">他看得<marker>过与</marker>严重。</example>
                          <example>他看得过于严重。</example>
                          <example>他看得<marker>过于</marker>严重。</example>
                          <example> </example>
                        </rule></category></rules>
                        """.strip()))
                .containsExactly(new LabelledText("他看得过与严重。", null), new LabelledText("他看得过于严重。", null));
    }

    @Test
    void whatIsNotXmlIsSaid() {
        assertThatThrownBy(() -> read("no rules"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("not the XML");
    }

    @Test
    void anEntityFromElsewhereIsNotFetched() {
        assertThatThrownBy(() ->
                        read("<!DOCTYPE r [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><r><example>&e;</example></r>"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void theWholeFileHasThousandsOfSentences() throws IOException {
        try (InputStream grammar = Objects.requireNonNull(
                BuiltInModel.class.getResourceAsStream("/org/languagetool/rules/zh/grammar.xml"))) {
            assertThat(ChineseSentences.read(grammar))
                    .hasSizeBetween(3500, 3800)
                    .doesNotHaveDuplicates();
        }
    }
}

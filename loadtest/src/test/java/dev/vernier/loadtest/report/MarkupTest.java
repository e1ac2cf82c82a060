package dev.vernier.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkupTest {
    @Test
    void escapesTextAndAttributes() {
        Markup page = new Markup()
                .open("a", "title", "\"<&>\"", "x", 1.25)
                .text("a < b & c")
                .close();

        assertThat(page.finish()).isEqualTo("<a title=\"&quot;&lt;&amp;&gt;&quot;\" x=\"1.3\">a &lt; b &amp; c</a>");
    }

    @Test
    void refusesToFinishWithAnOpenElement() {
        assertThatThrownBy(() -> new Markup().open("p").finish()).hasMessageContaining("still open: [p]");
    }
}

package dev.vernier.loadtest.report;

import java.util.List;
import java.util.Locale;

/** Fills that differ without colour: each layer has a tone of its own and a texture of its own. */
enum Pattern {
    PLAIN(""),
    RISING("M-2 2L2 -2M0 8L8 0M6 10L10 6"),
    DOTS("M1.5 2h1.6v1.6h-1.6zM5.5 6h1.6v1.6h-1.6z"),
    FALLING("M-2 6L2 10M0 0L8 8M6 -2L10 2"),
    CROSSED("M0 4H8M4 0V8"),
    WAVES("M0 4Q2 1 4 4T8 4"),
    /** For what was not answered at all. */
    NOTHING("M0 0L8 8M8 0L0 8");

    private static final List<Pattern> LAYERS = List.of(PLAIN, RISING, DOTS, FALLING, CROSSED, WAVES);

    private final String path;

    Pattern(String path) {
        this.path = path;
    }

    /** The fill of the n-th layer, from 0. */
    static Pattern of(int layer) {
        return LAYERS.get(layer % LAYERS.size());
    }

    /** The class that carries the tone. */
    String css() {
        return "tone-" + name().toLowerCase(Locale.ROOT);
    }

    /** The paint that lays the texture over the tone. */
    String reference() {
        return "url(#" + id() + ")";
    }

    private String id() {
        return "texture-" + name().toLowerCase(Locale.ROOT);
    }

    /** The definitions, once a page. */
    static void define(Markup page) {
        page.open("svg", "class", "definitions", "width", 0, "height", 0, "aria-hidden", "true")
                .open("defs");
        for (Pattern pattern : values()) {
            page.open("pattern", "id", pattern.id(), "width", 8, "height", 8, "patternUnits", "userSpaceOnUse")
                    .empty("path", "class", "texture " + pattern.css() + "-texture", "d", pattern.path)
                    .close();
        }
        page.close().close().newline();
    }
}

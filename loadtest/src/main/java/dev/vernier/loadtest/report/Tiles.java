package dev.vernier.loadtest.report;

/** The few numbers that carry the finding, large. */
final class Tiles {
    private final Markup page;

    private Tiles(Markup page) {
        this.page = page;
    }

    static Tiles open(Markup page) {
        page.open("div", "class", "tiles");
        return new Tiles(page);
    }

    /** One number: what it is, the number, and what it is to be compared with. */
    Tiles tile(String name, String value, String comparison) {
        page.open("div", "class", "tile")
                .leaf("p", name, "class", "tile-name")
                .leaf("p", value, "class", "tile-value")
                .leaf("p", comparison, "class", "tile-note")
                .close();
        return this;
    }

    void close() {
        page.close().newline();
    }
}

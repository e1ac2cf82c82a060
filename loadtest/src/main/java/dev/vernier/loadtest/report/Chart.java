package dev.vernier.loadtest.report;

/** A drawing with its title and caption. */
interface Chart {
    /** What it shows. */
    String title();

    /** How to read it. */
    String caption();

    /** Writes the legend and the SVG. */
    void draw(Markup page);

    /** Writes the whole figure. */
    default void drawFigure(Markup page) {
        page.open("figure")
                .open("figcaption")
                .leaf("h3", title())
                .leaf("p", caption())
                .close();
        draw(page);
        page.close().newline();
    }
}

package dev.vernier.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The names of a chart's series beside a sample of each. */
final class Legend {
    private record Entry(String name, Consumer<Markup> sample) {}

    private final List<Entry> entries = new ArrayList<>();

    void line(Line line) {
        entries.add(new Entry(line.name(), page -> {
            page.open("svg", "viewBox", "0 0 34 12", "class", "sample")
                    .open("g", "class", "series " + line.ink().css() + (line.isFaint() ? " faint" : ""))
                    .empty(
                            "path",
                            "d",
                            "M1 6L33 6",
                            "stroke-dasharray",
                            line.ink().dashes());
            if (!line.isFaint()) {
                line.ink().mark(page, 17, 6, 3);
            }
            page.close().close();
        }));
    }

    void layer(String name, Pattern pattern) {
        entries.add(new Entry(
                name,
                page -> page.open("svg", "viewBox", "0 0 18 12", "class", "sample swatch")
                        .empty("rect", "class", pattern.css(), "width", 18, "height", 12)
                        .empty("rect", "fill", pattern.reference(), "width", 18, "height", 12)
                        .close()));
    }

    void point(String name, Ink ink) {
        entries.add(new Entry(name, page -> {
            page.open("svg", "viewBox", "0 0 14 12", "class", "sample mark").open("g", "class", "series " + ink.css());
            ink.mark(page, 7, 6, 4);
            page.close().close();
        }));
    }

    void draw(Markup page) {
        page.open("ul", "class", "legend");
        for (Entry entry : entries) {
            page.open("li");
            entry.sample().accept(page);
            page.leaf("span", entry.name()).close();
        }
        page.close();
    }
}

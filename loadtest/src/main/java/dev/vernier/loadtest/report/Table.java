package dev.vernier.loadtest.report;

import java.util.ArrayList;
import java.util.List;

/** A table with a heading row; every column but the first is set flush right. */
final class Table {
    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    Table(List<String> headings) {
        this.headings = List.copyOf(headings);
    }

    Table row(List<String> cells) {
        rows.add(List.copyOf(cells));
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    void draw(Markup page) {
        page.open("div", "class", "scroll").open("table").open("thead").open("tr");
        headings.forEach(heading -> page.leaf("th", heading, "scope", "col"));
        page.close().close().open("tbody");
        for (List<String> row : rows) {
            page.open("tr");
            row.forEach(cell -> page.leaf("td", cell));
            page.close();
        }
        page.close().close().close().newline();
    }
}

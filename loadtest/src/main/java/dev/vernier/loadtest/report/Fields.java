package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** All fields of a result but its envelope: one table of the plain ones, and one for each list of objects. */
final class Fields {
    private static final Set<String> ENVELOPE =
            Set.of("vernier", "commit", "command", "seed", "started", "seconds", "quick", "complete", "machine");

    private Fields() {}

    static void draw(Markup page, JsonNode result) {
        draw(page, result, Set.of(), false);
    }

    /** The same without some fields, of the result itself and of the objects in its lists, that are shown elsewhere. */
    static void drawWithout(Markup page, JsonNode result, Set<String> shownElsewhere) {
        draw(page, result, shownElsewhere, false);
    }

    /** The same with the lists open, and without a field that is shown elsewhere. */
    static void drawOpen(Markup page, JsonNode result, String shownElsewhere) {
        draw(page, result, Set.of(shownElsewhere), true);
    }

    private static void draw(Markup page, JsonNode result, Set<String> shownElsewhere, boolean isOpen) {
        Table plain = new Table(List.of("figure", "value"));
        List<Map.Entry<String, JsonNode>> lists = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : result.properties()) {
            if (isRows(field.getValue())) {
                lists.add(field);
            } else if (!ENVELOPE.contains(field.getKey()) && !shownElsewhere.contains(field.getKey())) {
                plain.row(List.of(field.getKey(), text(field.getValue())));
            }
        }
        if (!plain.isEmpty()) {
            plain.draw(page);
        }
        for (Map.Entry<String, JsonNode> list : lists) {
            openDetails(page, isOpen).leaf("summary", list.getKey());
            rows(list.getValue(), shownElsewhere).draw(page);
            page.close().newline();
        }
    }

    private static Markup openDetails(Markup page, boolean isOpen) {
        return isOpen ? page.open("details", "open", "open") : page.open("details");
    }

    private static boolean isRows(JsonNode value) {
        return value.isArray() && value.size() > 0 && value.get(0).isObject();
    }

    private static Table rows(JsonNode rows, Set<String> shownElsewhere) {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> row.fieldNames().forEachRemaining(columns::add));
        columns.removeAll(shownElsewhere);
        Table table = new Table(List.copyOf(columns));
        for (JsonNode row : rows) {
            List<String> cells = new ArrayList<>();
            columns.forEach(column -> cells.add(text(row.path(column))));
            table.row(cells);
        }
        return table;
    }

    /** A value in a cell: a measure with its interval, an object or list in one line. */
    static String text(JsonNode value) {
        if (value.isNumber()) {
            return Numerals.small(value.doubleValue());
        }
        if (value.isObject() && value.has("value") && value.has("ci_low")) {
            return Measured.of(value).text(Numerals::plain);
        }
        if (value.isObject()) {
            StringJoiner joined = new StringJoiner(", ");
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                joined.add(field.getKey() + " " + text(field.getValue()));
            }
            return joined.toString();
        }
        if (value.isArray()) {
            StringJoiner joined = new StringJoiner(", ");
            value.forEach(element -> joined.add(text(element)));
            return joined.toString();
        }
        return value.isMissingNode() || value.isNull() ? "\u2013" : value.asText();
    }
}

package dev.vernier.loadtest.report;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes well-formed HTML and SVG: everything is escaped, everything that was opened is closed. */
final class Markup {
    private final StringBuilder out = new StringBuilder(64 * 1024);
    private final Deque<String> open = new ArrayDeque<>();

    /** @param attributes names and values in turn */
    Markup open(String element, Object... attributes) {
        start(element, attributes).append('>');
        open.push(element);
        return this;
    }

    Markup close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** An element without content. */
    Markup empty(String element, Object... attributes) {
        start(element, attributes).append("/>");
        return this;
    }

    /** An element with text alone. */
    Markup leaf(String element, String text, Object... attributes) {
        return open(element, attributes).text(text).close();
    }

    Markup text(String text) {
        escape(text);
        return this;
    }

    /** Our own style sheet, which must not be escaped. */
    Markup style(String css) {
        open("style");
        out.append(css);
        return close();
    }

    Markup newline() {
        out.append('\n');
        return this;
    }

    private StringBuilder start(String element, Object... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1] instanceof Double number ? Numerals.pixels(number) : attributes[i + 1].toString());
            out.append('"');
        }
        return out;
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.append(c < ' ' && c != '\n' ? ' ' : c);
            }
        }
    }

    /**
     * What was written.
     *
     * @throws IllegalStateException when an element is still open
     */
    String finish() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("still open: " + open);
        }
        return out.toString();
    }
}

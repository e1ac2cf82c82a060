package dev.vernier.loadtest.report;

import java.util.ArrayList;
import java.util.List;

/**
 * One series of a line chart.
 *
 * @param isFaint drawn thin and without marks, for what only accompanies another series
 * @param xs places, ascending
 * @param ys values at the places; NaN leaves a gap
 */
record Line(String name, Ink ink, boolean isFaint, List<Double> xs, List<Double> ys) {
    Line {
        xs = List.copyOf(xs);
        ys = List.copyOf(ys);
        if (xs.size() != ys.size()) {
            throw new IllegalArgumentException(name + " has " + xs.size() + " places and " + ys.size() + " values");
        }
    }

    int size() {
        return ys.size();
    }

    void draw(Markup page, Frame frame) {
        page.open("g", "class", "series " + ink.css() + (isFaint ? " faint" : ""))
                .empty("path", "d", path(frame), "stroke-dasharray", ink.dashes());
        if (!isFaint && size() <= 40) {
            for (int i = 0; i < size(); i++) {
                if (Double.isFinite(ys.get(i))) {
                    mark(page, frame, i);
                }
            }
        }
        page.close();
    }

    /** Keeps names of other things off the curve. */
    void keepClear(Labels labels, Frame frame) {
        for (int i = 1; i < size(); i++) {
            if (Double.isFinite(ys.get(i - 1)) && Double.isFinite(ys.get(i))) {
                labels.avoid(
                        name,
                        frame.px(xs.get(i - 1)),
                        frame.py(ys.get(i - 1)),
                        frame.px(xs.get(i)),
                        frame.py(ys.get(i)));
            }
        }
    }

    /** Where the line's name may stand: around its places, the middle ones first. */
    List<Labels.Spot> spots(Frame frame) {
        List<Labels.Spot> spots = new ArrayList<>();
        for (int away = 0; away <= size() / 2; away++) {
            for (int i : new int[] {size() / 2 - away, size() / 2 + away}) {
                if (i >= 0 && i < size() && Double.isFinite(ys.get(i))) {
                    spots.addAll(Labels.around(name, frame.px(xs.get(i)), frame.py(ys.get(i))));
                }
            }
        }
        return spots;
    }

    private void mark(Markup page, Frame frame, int i) {
        page.open("g");
        page.leaf("title", name + ": " + Numerals.plain(ys.get(i)));
        ink.mark(page, frame.px(xs.get(i)), frame.py(ys.get(i)), 3);
        page.close();
    }

    private String path(Frame frame) {
        StringBuilder path = new StringBuilder();
        boolean isDrawing = false;
        for (int i = 0; i < size(); i++) {
            boolean isThere = Double.isFinite(ys.get(i));
            if (isThere) {
                path.append(isDrawing ? 'L' : 'M')
                        .append(Numerals.pixels(frame.px(xs.get(i))))
                        .append(' ')
                        .append(Numerals.pixels(frame.py(ys.get(i))));
            }
            isDrawing = isThere;
        }
        return path.toString();
    }
}

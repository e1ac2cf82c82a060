package dev.vernier.loadtest.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Shares that add up, as a stacked area; a layer carries its name where it is thickest.
 *
 * @param layers from the bottom up
 */
record StackedChart(String title, String caption, Axis x, Axis y, List<Layer> layers) implements Chart {
    /**
     * One layer.
     *
     * @param values its thickness at each place of the axis
     */
    record Layer(String name, Pattern pattern, List<Double> values) {
        Layer {
            values = List.copyOf(values);
        }
    }

    /** A name needs this many pixels of thickness. */
    private static final double MIN_THICKNESS = 18;

    StackedChart {
        layers = List.copyOf(layers);
    }

    @Override
    public void draw(Markup page) {
        Frame frame = new Frame(x, y);
        Legend legend = new Legend();
        layers.forEach(layer -> legend.layer(layer.name(), layer.pattern()));
        legend.draw(page);
        frame.open(page, title);
        frame.drawGrid(page);
        List<Double> floor = Collections.nCopies(x.ticks().size(), 0.0);
        for (Layer layer : layers) {
            List<Double> ceiling = sum(floor, layer.values());
            drawLayer(page, frame, layer, floor, ceiling);
            floor = ceiling;
        }
        page.close();
    }

    private static List<Double> sum(List<Double> a, List<Double> b) {
        List<Double> sum = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            sum.add(a.get(i) + b.get(i));
        }
        return sum;
    }

    private void drawLayer(Markup page, Frame frame, Layer layer, List<Double> floor, List<Double> ceiling) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < ceiling.size(); i++) {
            append(path, frame, i, ceiling.get(i));
        }
        for (int i = floor.size() - 1; i >= 0; i--) {
            append(path, frame, i, floor.get(i));
        }
        path.append('Z');
        page.open("g", "class", "layer")
                .leaf("title", layer.name())
                .empty("path", "class", layer.pattern().css(), "d", path)
                .empty("path", "fill", layer.pattern().reference(), "d", path)
                .close();
        drawName(page, frame, layer, floor, ceiling);
    }

    private void append(StringBuilder path, Frame frame, int i, double value) {
        path.append(path.isEmpty() ? 'M' : 'L')
                .append(Numerals.pixels(frame.px(x.ticks().get(i).value())))
                .append(' ')
                .append(Numerals.pixels(frame.py(value)));
    }

    private void drawName(Markup page, Frame frame, Layer layer, List<Double> floor, List<Double> ceiling) {
        double halfWidth = Labels.width(layer.name()) / 2 + 8;
        double bestAt = 0;
        double bestY = 0;
        double bestThickness = MIN_THICKNESS;
        for (double at = frame.left() + halfWidth; at <= frame.right() - halfWidth; at += 4) {
            double top = Math.max(pixel(frame, ceiling, at - halfWidth), pixel(frame, ceiling, at + halfWidth));
            double bottom = Math.min(pixel(frame, floor, at - halfWidth), pixel(frame, floor, at + halfWidth));
            top = Math.max(top, pixel(frame, ceiling, at));
            bottom = Math.min(bottom, pixel(frame, floor, at));
            if (bottom - top > bestThickness + 0.5) {
                bestThickness = bottom - top;
                bestAt = at;
                bestY = (top + bottom) / 2;
            }
        }
        if (bestAt > 0) {
            page.leaf("text", layer.name(), "class", "name middle", "x", bestAt, "y", bestY + 4);
        }
    }

    /** Height of a boundary at a pixel, between the places. */
    private double pixel(Frame frame, List<Double> boundary, double at) {
        double position = (at - frame.left()) / (frame.right() - frame.left()) * (boundary.size() - 1);
        int before = Math.max(0, Math.min(boundary.size() - 1, (int) position));
        int after = Math.min(boundary.size() - 1, before + 1);
        double part = position - before;
        return frame.py(boundary.get(before) * (1 - part) + boundary.get(after) * part);
    }
}

package dev.vernier.loadtest.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds room for names in a drawing: not over a curve, a mark or another name, and nearer to what is named than to
 * anything else. A name without such a place is left to the legend.
 */
final class Labels {
    /** A place where a name may stand: the middle of its baseline. */
    record Spot(double x, double baseline) {}

    /** A point of a drawn thing, which names of other things keep away from. */
    private record Obstacle(String owner, double x, double y) {}

    private record Box(double left, double right, double top, double bottom) {
        double distance(double x, double y) {
            return Math.hypot(Math.max(0, Math.max(left - x, x - right)), Math.max(0, Math.max(top - y, y - bottom)));
        }

        boolean touches(Box other) {
            return left < other.right + 4 && other.left < right + 4 && top < other.bottom && other.top < bottom;
        }
    }

    /** Mean advance of a 12 px semi-bold letter. */
    private static final double LETTER_WIDTH = 7.2;

    private static final double OWN_CLEARANCE = 2;
    private static final double FOREIGN_CLEARANCE = 6;

    /** More room than this is no better: earlier spots win. */
    private static final double ENOUGH = 16;

    private final Frame frame;
    private final List<Obstacle> obstacles = new ArrayList<>();
    private final List<Box> names = new ArrayList<>();

    Labels(Frame frame) {
        this.frame = frame;
    }

    /** Keeps names away from a straight line between two pixels; its owner's name may come nearer than others. */
    void avoid(String owner, double x1, double y1, double x2, double y2) {
        int steps = 1 + (int) (Math.hypot(x2 - x1, y2 - y1) / 4);
        for (int i = 0; i <= steps; i++) {
            double part = (double) i / steps;
            obstacles.add(new Obstacle(owner, x1 + part * (x2 - x1), y1 + part * (y2 - y1)));
        }
    }

    /** Spots around a pixel: above, below, right and left of it. */
    static List<Spot> around(String name, double x, double y) {
        double aside = width(name) / 2 + 9;
        return List.of(new Spot(x, y - 9), new Spot(x, y + 18), new Spot(x + aside, y + 4), new Spot(x - aside, y + 4));
    }

    /** Writes a name at the roomiest of the spots, or nowhere. */
    void place(Markup page, String name, String css, List<Spot> spots) {
        Spot best = null;
        double bestRoom = 0;
        for (Spot spot : spots) {
            double room = Math.min(ENOUGH, room(name, spot));
            if (room > bestRoom) {
                best = spot;
                bestRoom = room;
            }
        }
        if (best != null) {
            names.add(box(name, best));
            page.leaf("text", name, "class", css + " middle", "x", best.x(), "y", best.baseline());
        }
    }

    /** Distance in pixels to the nearest thing of another owner; 0 where the name must not stand. */
    private double room(String name, Spot spot) {
        Box box = box(name, spot);
        boolean isInside = box.left >= frame.left()
                && box.right <= frame.right() + 8
                && box.top >= frame.top() - 12
                && box.bottom <= frame.bottom();
        if (!isInside || names.stream().anyMatch(box::touches)) {
            return 0;
        }
        double room = ENOUGH;
        for (Obstacle obstacle : obstacles) {
            double distance = box.distance(obstacle.x, obstacle.y);
            boolean isOwn = obstacle.owner.equals(name);
            if (distance < (isOwn ? OWN_CLEARANCE : FOREIGN_CLEARANCE)) {
                return 0;
            }
            room = isOwn ? room : Math.min(room, distance);
        }
        return room;
    }

    private static Box box(String name, Spot spot) {
        double half = width(name) / 2;
        return new Box(spot.x - half, spot.x + half, spot.baseline - 10, spot.baseline + 3);
    }

    static double width(String name) {
        return LETTER_WIDTH * name.length();
    }
}

package dev.vernier.compressor.head;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * Limited-memory BFGS with a backtracking line search (Nocedal and Wright, Numerical Optimization, algorithms 7.4, 7.5 and
 * 3.1). Deterministic.
 *
 * @param maxIterations gives up there, with the best point so far
 * @param tolerance ends when no component of the gradient is larger
 */
record Lbfgs(int maxIterations, double tolerance) {
    private static final int HISTORY = 10;
    private static final double SUFFICIENT_DECREASE = 1e-4;
    private static final int MAX_HALVINGS = 30;

    /** The minimiser found from {@code start}, which is not changed. */
    double[] minimise(Objective objective, double[] start) {
        double[] point = start.clone();
        double[] gradient = new double[objective.dimension()];
        double value = objective.evaluate(point, gradient);
        Deque<Correction> corrections = new ArrayDeque<>();
        for (int i = 0; i < maxIterations && largest(gradient) > tolerance; i++) {
            Step step = search(objective, point, value, gradient, direction(gradient, corrections));
            if (step.value >= value) {
                return point;
            }
            remember(corrections, difference(step.point, point), difference(step.gradient, gradient));
            point = step.point;
            gradient = step.gradient;
            value = step.value;
        }
        return point;
    }

    private static Step search(
            Objective objective, double[] point, double value, double[] gradient, double[] direction) {
        double slope = dot(gradient, direction);
        double length = 1;
        Step step = step(objective, point, direction, length);
        for (int i = 0; i < MAX_HALVINGS && !(step.value <= value + SUFFICIENT_DECREASE * length * slope); i++) {
            length /= 2;
            step = step(objective, point, direction, length);
        }
        return step;
    }

    private static Step step(Objective objective, double[] point, double[] direction, double length) {
        double[] next = point.clone();
        add(next, length, direction);
        double[] gradient = new double[next.length];
        return new Step(objective.evaluate(next, gradient), next, gradient);
    }

    /** The two-loop recursion: minus the approximate inverse Hessian times the gradient. */
    private static double[] direction(double[] gradient, Deque<Correction> corrections) {
        double[] direction = gradient.clone();
        double[] projections = new double[corrections.size()];
        int i = 0;
        for (Correction newest : corrections) {
            projections[i] = dot(newest.step, direction) / newest.curvature;
            add(direction, -projections[i++], newest.change);
        }
        scale(direction, initialScale(gradient, corrections));
        for (Iterator<Correction> oldest = corrections.descendingIterator(); oldest.hasNext(); ) {
            Correction correction = oldest.next();
            double projection = dot(correction.change, direction) / correction.curvature;
            add(direction, projections[--i] - projection, correction.step);
        }
        scale(direction, -1);
        return direction;
    }

    /** Without history the first step has length 1: the gradient alone says nothing about the scale. */
    private static double initialScale(double[] gradient, Deque<Correction> corrections) {
        Correction newest = corrections.peekFirst();
        return newest == null
                ? 1 / Math.sqrt(dot(gradient, gradient))
                : newest.curvature / dot(newest.change, newest.change);
    }

    private static void remember(Deque<Correction> corrections, double[] step, double[] change) {
        double curvature = dot(step, change);
        if (curvature > 0) {
            corrections.addFirst(new Correction(step, change, curvature));
        }
        if (corrections.size() > HISTORY) {
            corrections.removeLast();
        }
    }

    private static double largest(double[] vector) {
        return Arrays.stream(vector).map(Math::abs).max().orElse(0);
    }

    private static double dot(double[] left, double[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    private static void add(double[] sum, double factor, double[] addend) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * addend[i];
        }
    }

    private static void scale(double[] vector, double factor) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= factor;
        }
    }

    private static double[] difference(double[] left, double[] right) {
        double[] difference = left.clone();
        add(difference, -1, right);
        return difference;
    }

    @SuppressWarnings("ArrayRecordComponent") // private, compared by nobody
    private record Step(double value, double[] point, double[] gradient) {}

    @SuppressWarnings("ArrayRecordComponent") // private, compared by nobody
    private record Correction(double[] step, double[] change, double curvature) {}
}

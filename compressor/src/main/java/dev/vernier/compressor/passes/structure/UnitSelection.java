package dev.vernier.compressor.passes.structure;

import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.passes.PositiveDefinite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Removes units of a linear layer {@code Y = XW} one after the other, each some consecutive rows S of W, and moves what they
 * contributed into the weights of the others by least squares (Optimal Brain Surgeon with rows of W as the structures, as
 * in ZipLM):
 *
 * <pre>
 * H = X'X + 0.01 mean(diag X'X) I      loss_S = tr(W_S' [(H^-1)_SS]^-1 W_S)      S = argmin loss
 * W -= (H^-1)_:S [(H^-1)_SS]^-1 W_S    H^-1 -= (H^-1)_:S [(H^-1)_SS]^-1 (H^-1)_S:
 * </pre>
 *
 * Rows of a unit go one by one, which comes to the same. Only the units' own blocks of H^-1 are kept up to date; a column is
 * made when it is needed, from the original and the columns of the rows that went before. That makes n removals of
 * one row cost n^2 instead of n^3 each.
 */
final class UnitSelection {
    /** Makes the least squares well posed where inputs are combinations of others, or texts are few. */
    static final double RIDGE = 0.01;

    private final int inputs;
    private final int size;
    private final int outputs;
    private final double[] weights;
    private final double[] inverse;
    private final double[] blocks;
    private final double[] losses;
    private final boolean[] isRemoved;
    private final double[] block;
    private final double[] rows;
    private final List<double[]> columns = new ArrayList<>();

    /** A unit that went, and the squared error of Y, added up over tokens and outputs, that its going added. */
    record Removal(int unit, double loss) {}

    /**
     * @param products {@code X'X}, row by row; overwritten. Inputs behind the last unit stay, as the 1 of a bias must
     * @param size rows of a unit
     * @param weights W {@code [inputs, outputs]}; changed in place
     */
    UnitSelection(double[] products, int inputs, int units, int size, double[] weights) {
        this.inputs = inputs;
        this.size = size;
        this.outputs = weights.length / inputs;
        this.weights = weights;
        PositiveDefinite.damp(products, inputs, RIDGE);
        this.inverse = PositiveDefinite.inverse(products, inputs);
        this.blocks = new double[units * size * size];
        this.losses = new double[units];
        this.isRemoved = new boolean[inputs];
        this.block = new double[size * size];
        this.rows = new double[size * outputs];
        for (int unit = 0; unit < units; unit++) {
            for (int row = 0; row < size; row++) {
                int from = (unit * size + row) * inputs + unit * size;
                System.arraycopy(inverse, from, blocks, (unit * size + row) * size, size);
            }
            losses[unit] = loss(unit);
        }
    }

    /**
     * The units of a layer.
     *
     * @param gram of its inputs
     * @param weights of its projection with the bias as the last row; changed in place
     */
    static UnitSelection of(UnitLayer layer, Gram gram, double[] weights) {
        return new UnitSelection(gram.productsWithOne(), gram.size() + 1, layer.units(), layer.size(), weights);
    }

    /** Removes so many units, each time the one whose loss is least; the rows of the weights that are left are up to date. */
    List<Removal> remove(int count) {
        List<Removal> removals = new ArrayList<>();
        while (removals.size() < count) {
            int cheapest = cheapest();
            removals.add(new Removal(cheapest, losses[cheapest]));
            for (int input = cheapest * size; input < (cheapest + 1) * size; input++) {
                removeInput(input);
            }
            for (int unit = 0; unit < losses.length; unit++) {
                losses[unit] = isRemoved[unit * size] ? Double.POSITIVE_INFINITY : loss(unit);
            }
        }
        return removals;
    }

    private int cheapest() {
        int cheapest = 0;
        for (int unit = 1; unit < losses.length; unit++) {
            cheapest = losses[unit] < losses[cheapest] ? unit : cheapest;
        }
        return cheapest;
    }

    private void removeInput(int removed) {
        double[] column = Arrays.copyOfRange(inverse, removed * inputs, (removed + 1) * inputs);
        for (double[] earlier : columns) {
            PositiveDefinite.addRow(earlier, 0, -earlier[removed], column, 0, 0, inputs);
        }
        double pivot = column[removed];
        double root = Math.sqrt(pivot);
        isRemoved[removed] = true;
        for (int input = 0; input < inputs; input++) {
            double share = column[input] / pivot;
            column[input] /= root;
            if (!isRemoved[input]) {
                PositiveDefinite.addRow(weights, removed * outputs, -share, weights, input * outputs, 0, outputs);
            }
        }
        columns.add(column);
        for (int input = 0; input < losses.length * size; input++) {
            int first = input / size * size;
            for (int i = 0; i < size; i++) {
                blocks[input * size + i] -= column[input] * column[first + i];
            }
        }
    }

    /** With B = (H^-1)_SS = U'U the loss is |U'^-1 W_S|^2. */
    private double loss(int unit) {
        System.arraycopy(blocks, unit * block.length, block, 0, block.length);
        System.arraycopy(weights, unit * rows.length, rows, 0, rows.length);
        PositiveDefinite.factorize(block, size);
        double loss = 0;
        for (int row = 0; row < size; row++) {
            double norm = 0;
            for (int i = row * outputs; i < (row + 1) * outputs; i++) {
                norm += rows[i] * rows[i];
            }
            double diagonal = block[row * size + row];
            loss += norm / (diagonal * diagonal);
            for (int later = row + 1; later < size; later++) {
                double factor = -block[row * size + later] / diagonal;
                PositiveDefinite.addRow(rows, row * outputs, factor, rows, later * outputs, 0, outputs);
            }
        }
        return loss;
    }
}

package dev.vernier.compressor.sparse;

import dev.vernier.compressor.graph.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Block compressed sparse rows (BSR) of the transposed matrix in blocks of 4 x 4: sixteen multiplications for eight
 * loads and one index, where {@link SparseRows} has one for two and one.
 */
final class SparseBlocks implements MatrixProduct {
    /** Rows and columns of a block. */
    static final int SIDE = 4;

    private final int in;
    private final int out;
    private final int[] starts;
    private final int[] inputBlocks;
    private final float[] values;
    private float[] inputPanel = {};
    private float[] outputPanel = {};

    private SparseBlocks(int in, int out, int[] starts, int[] inputBlocks, float[] values) {
        this.in = in;
        this.out = out;
        this.starts = starts;
        this.inputBlocks = inputBlocks;
        this.values = values;
    }

    /** Keeps the blocks of a matrix {@code [in, out]} that have anything but zeros; the last ones are filled up. */
    static SparseBlocks of(Weight matrix) {
        int in = matrix.size(0);
        int out = matrix.size(1);
        float[] dense = matrix.floats();
        int[] starts = new int[blocks(out) + 1];
        List<float[]> kept = new ArrayList<>();
        List<Integer> keptInputs = new ArrayList<>();
        for (int outputBlock = 0; outputBlock < blocks(out); outputBlock++) {
            for (int inputBlock = 0; inputBlock < blocks(in); inputBlock++) {
                float[] block = block(dense, in, out, inputBlock * SIDE, outputBlock * SIDE);
                if (!isZero(block)) {
                    kept.add(block);
                    keptInputs.add(inputBlock);
                }
            }
            starts[outputBlock + 1] = kept.size();
        }
        return new SparseBlocks(
                in, out, starts, keptInputs.stream().mapToInt(Integer::intValue).toArray(), joined(kept));
    }

    /** Blocks along an axis of this size. */
    static int blocks(int size) {
        return (size + SIDE - 1) / SIDE;
    }

    private static float[] block(float[] dense, int in, int out, int top, int left) {
        float[] block = new float[SIDE * SIDE];
        for (int output = left; output < Math.min(left + SIDE, out); output++) {
            for (int input = top; input < Math.min(top + SIDE, in); input++) {
                block[(output - left) * SIDE + input - top] = dense[input * out + output];
            }
        }
        return block;
    }

    private static boolean isZero(float[] block) {
        for (float value : block) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private static float[] joined(List<float[]> blocks) {
        float[] values = new float[blocks.size() * SIDE * SIDE];
        for (int i = 0; i < blocks.size(); i++) {
            System.arraycopy(blocks.get(i), 0, values, i * SIDE * SIDE, SIDE * SIDE);
        }
        return values;
    }

    @Override
    public void multiply(float[] input, int rows, float[] output) {
        if (inputPanel.length != blocks(in) * SIDE * rows) {
            inputPanel = new float[blocks(in) * SIDE * rows];
            outputPanel = new float[blocks(out) * SIDE * rows];
        }
        Panel.transpose(input, rows, in, inputPanel);
        Arrays.fill(outputPanel, 0);
        for (int outputBlock = 0; outputBlock + 1 < starts.length; outputBlock++) {
            for (int i = starts[outputBlock]; i < starts[outputBlock + 1]; i++) {
                addBlock(i * SIDE * SIDE, inputBlocks[i] * SIDE * rows, outputBlock * SIDE * rows, rows);
            }
        }
        Panel.transpose(outputPanel, out, rows, output);
    }

    /** Adds one block's part to four rows of the panel, one at a time: more at once and the compiler makes no vectors of it. */
    private void addBlock(int valueAt, int inputAt, int outputAt, int rows) {
        for (int row = 0; row < SIDE; row++) {
            int at = valueAt + row * SIDE;
            addFour(at, inputAt, outputAt + row * rows, rows);
        }
    }

    private void addFour(int valueAt, int inputAt, int outputAt, int rows) {
        float[] from = inputPanel;
        float[] to = outputPanel;
        float a = values[valueAt];
        float b = values[valueAt + 1];
        float c = values[valueAt + 2];
        float d = values[valueAt + 3];
        int second = inputAt + rows;
        int third = second + rows;
        int fourth = third + rows;
        for (int i = 0; i < rows; i++) {
            to[outputAt + i] +=
                    a * from[inputAt + i] + b * from[second + i] + c * from[third + i] + d * from[fourth + i];
        }
    }

    @Override
    public long byteCount() {
        return 4L * (starts.length + inputBlocks.length + values.length);
    }
}

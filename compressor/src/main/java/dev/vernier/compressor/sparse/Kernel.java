package dev.vernier.compressor.sparse;

import dev.vernier.compressor.graph.Weight;

/** The products that race. */
public enum Kernel {
    /** The dense product of ONNX Runtime over a matrix with zeros in it. */
    RUNTIME("onnxruntime", 1),
    /** Single values, compressed sparse rows. */
    ROWS("csr", 1),
    /** Blocks of 4 x 4 values. */
    BLOCKS("block-4x4", SparseBlocks.SIDE);

    private final String label;
    private final int side;

    Kernel(String label, int side) {
        this.label = label;
        this.side = side;
    }

    /** Its name in tables and result files. */
    public String label() {
        return label;
    }

    /** The matrix without the smallest {@code sparsity} share of what this kernel can leave out. */
    Weight pruned(Weight matrix, double sparsity) {
        return MagnitudeMask.blocks(matrix, sparsity, side);
    }

    MatrixProduct product(Weight matrix) {
        return switch (this) {
            case RUNTIME -> RuntimeProduct.of(matrix);
            case ROWS -> SparseRows.of(matrix);
            case BLOCKS -> SparseBlocks.of(matrix);
        };
    }
}

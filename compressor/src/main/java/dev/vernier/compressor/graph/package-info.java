/** ONNX models as graphs that passes read and rewrite. The generated protobuf classes stay inside the reader and writer. */
@NullMarked
package dev.vernier.compressor.graph;

import org.jspecify.annotations.NullMarked;

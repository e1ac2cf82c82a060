/** What passes learn from running a graph on sample texts; ONNX Runtime is the only engine. */
@NullMarked
package dev.vernier.compressor.calibrate;

import org.jspecify.annotations.NullMarked;

package dev.vernier.store;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The runtime's handles on tensors of one run: views of their buffers, freed on close. */
record Bindings(Map<String, OnnxTensor> tensors) implements AutoCloseable {

    static Bindings of(OrtEnvironment environment, List<TensorSpec> specs, List<Tensor> tensors) throws OrtException {
        Bindings bindings = new Bindings(new HashMap<>());
        try {
            for (int i = 0; i < tensors.size(); i++) {
                TensorSpec spec = specs.get(i);
                Tensor tensor = tensors.get(i);
                bindings.tensors.put(
                        spec.name(),
                        OnnxTensor.createTensor(
                                environment, tensor.buffer(), tensor.shape(), OnnxTypes.type(spec.type())));
            }
            return bindings;
        } catch (OrtException | RuntimeException e) {
            bindings.close();
            throw e;
        }
    }

    boolean isEmpty() {
        return tensors.isEmpty();
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
    }
}

package dev.vernier.loadtest.load;

import com.google.protobuf.ByteString;
import dev.vernier.proto.inference.InferParameter;
import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.proto.inference.ModelInferRequest.InferInputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a request asks for beside its text.
 *
 * @param version the empty string asks for the latest
 * @param parameters request parameters by name; values are strings, longs, doubles or booleans
 */
public record Ask(String model, String version, Map<String, Object> parameters) {
    public Ask {
        parameters = Map.copyOf(parameters);
    }

    public static Ask of(String model) {
        return new Ask(model, "", Map.of());
    }

    /** The same with the variant pinned. */
    public Ask pinned(String variant) {
        return with("variant", variant);
    }

    /** The same with a budget: counted by the server from the request's arrival. */
    public Ask within(Duration timeout) {
        return with("timeout", timeout.toNanos() / 1_000);
    }

    /** The same with one parameter more. */
    public Ask with(String parameter, Object value) {
        Map<String, Object> all = new TreeMap<>(parameters);
        all.put(parameter, value);
        return new Ask(model, version, all);
    }

    /** One encoded request for each list of input tensors, whose elements are sent raw. */
    public Bodies bodies(List<List<NamedTensor>> requests) {
        return new Bodies(requests.stream().map(this::encode).toArray(byte[][]::new));
    }

    private byte[] encode(List<NamedTensor> inputs) {
        ModelInferRequest.Builder request = head();
        for (NamedTensor input : inputs) {
            InferInputTensor.Builder tensor = InferInputTensor.newBuilder()
                    .setName(input.name())
                    .setDatatype(input.tensor().type().name());
            for (long size : input.tensor().shape()) {
                tensor.addShape(size);
            }
            request.addInputs(tensor)
                    .addRawInputContents(
                            ByteString.copyFrom(input.tensor().buffer().duplicate()));
        }
        return request.build().toByteArray();
    }

    /** The one encoded request for a text. */
    public Bodies bodies(String text) {
        return new Bodies(new byte[][] {encode(text)});
    }

    /** The encoded request for a text, without an id. */
    byte[] encode(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer element = ByteBuffer.allocate(Integer.BYTES + utf8.length).order(ByteOrder.LITTLE_ENDIAN);
        element.putInt(utf8.length).put(utf8).flip();
        return head().addInputs(InferInputTensor.newBuilder()
                        .setName("text")
                        .setDatatype("BYTES")
                        .addShape(1))
                .addRawInputContents(ByteString.copyFrom(element))
                .build()
                .toByteArray();
    }

    private ModelInferRequest.Builder head() {
        ModelInferRequest.Builder request =
                ModelInferRequest.newBuilder().setModelName(model).setModelVersion(version);
        new TreeMap<>(parameters).forEach((name, value) -> request.putParameters(name, parameter(value)));
        return request;
    }

    private static InferParameter parameter(Object value) {
        InferParameter.Builder parameter = InferParameter.newBuilder();
        if (value instanceof Boolean flag) {
            return parameter.setBoolParam(flag).build();
        }
        if (value instanceof Long number) {
            return parameter.setInt64Param(number).build();
        }
        if (value instanceof Double number) {
            return parameter.setDoubleParam(number).build();
        }
        return parameter.setStringParam(value.toString()).build();
    }
}

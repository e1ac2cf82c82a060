package dev.vernier.compressor.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.onnx.Onnx.AttributeProto;
import dev.vernier.compressor.onnx.Onnx.ModelProto;
import dev.vernier.compressor.onnx.Onnx.NodeProto;
import dev.vernier.compressor.onnx.Onnx.OperatorSetIdProto;
import dev.vernier.compressor.onnx.Onnx.StringStringEntryProto;
import dev.vernier.compressor.onnx.Onnx.TensorProto;
import dev.vernier.compressor.onnx.Onnx.TypeProto;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxFilesTest {
    @TempDir
    Path folder;

    @Test
    void writesTheSameBytesAgainAfterReadingThem() {
        byte[] written = OnnxWriter.bytes(tiny());

        assertThat(OnnxWriter.bytes(OnnxReader.read(written))).isEqualTo(written);
    }

    @Test
    void keepsWhatItDoesNotKnow() {
        ModelProto model = model();
        AttributeProto unknown = AttributeProto.newBuilder()
                .setName("types")
                .setType(AttributeProto.AttributeType.TYPE_PROTO)
                .setTp(TypeProto.newBuilder().setDenotation("IMAGE"))
                .build();
        NodeProto node = model.getGraph().getNode(0).toBuilder()
                .setDomain("other")
                .addAttribute(unknown)
                .build();
        ModelProto extended = model.toBuilder()
                .setGraph(model.getGraph().toBuilder().setNode(0, node))
                .build();

        NodeProto again = parse(OnnxWriter.bytes(OnnxReader.read(extended.toByteArray())))
                .getGraph()
                .getNode(0);

        assertThat(again).isEqualTo(node);
    }

    @Test
    void readsValuesFromTypedLists() {
        TensorProto tensor = TensorProto.newBuilder()
                .setName("w")
                .setDataType(10)
                .addDims(2)
                .addAllInt32Data(List.of(0x3c00, 0xc000))
                .build();

        Weight weight = OnnxReader.read(with(tensor).toByteArray()).weight("w");

        assertThat(weight).hasToString("FLOAT16[2]");
        assertThat(weight == null ? null : weight.bytes().getShort(2)).isEqualTo((short) 0xc000);
    }

    @Test
    void mapsExternalDataThatItWroteItself() throws IOException {
        float[] values = new float[1000];
        Arrays.fill(values, 0.5f);
        Graph graph = tiny();
        graph.putWeight("w", Weight.floats(new long[] {1000}, values));
        Path file = folder.resolve("model.onnx");

        List<Path> written = OnnxWriter.writeExternal(graph, file);
        Weight weight = OnnxReader.read(file).weight("w");

        assertThat(written).containsExactly(file, folder.resolve("model.onnx.bin"));
        assertThat(Files.size(written.get(1))).isEqualTo(4000);
        assertThat(weight == null ? null : weight.floats()).isEqualTo(values);
    }

    /** 5 GiB of external data, of which the disk holds two numbers. */
    @Test
    void mapsAWeightBehindFourGigabytes() throws IOException {
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("w.bin").toFile(), "rw")) {
            sparse.setLength(5L << 30);
            sparse.seek(4L << 30);
            sparse.write(new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40});
        }
        ModelProto model = external("w.bin", Long.toString(4L << 30), "8");
        Path file = Files.write(folder.resolve("m.onnx"), model.toByteArray());

        assertThat(Objects.requireNonNull(OnnxReader.read(file).weight("w")).floats())
                .containsExactly(1, 2);
    }

    /** Two weights of 1.25 GiB, of which the disk holds nothing. */
    @Test
    void whatHasMoreThanTwoGigabytesIsNotForOnePiece() throws IOException {
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("w.bin").toFile(), "rw")) {
            sparse.setLength(5L << 28);
        }
        TensorProto half = external("w.bin", "0", Long.toString(5L << 28)).getGraph().getInitializer(0).toBuilder()
                .setDataType(2)
                .setDims(0, 5L << 28)
                .build();
        ModelProto.Builder model = model().toBuilder();
        model.getGraphBuilder()
                .setInitializer(0, half)
                .addInitializer(half.toBuilder().setName("v"));
        Graph graph = OnnxReader.read(
                Files.write(folder.resolve("m.onnx"), model.build().toByteArray()));

        assertThat(OnnxWriter.isTooLarge(graph)).isTrue();
        assertThatThrownBy(() -> OnnxWriter.bytes(graph)).hasMessageContaining("too large for one piece");
        graph.putWeight("v", Weight.scalar(1));
        assertThat(OnnxWriter.isTooLarge(graph)).isFalse();
    }

    @Test
    void refusesATensorOfMoreThanTwoGigabytes() throws IOException {
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("w.bin").toFile(), "rw")) {
            sparse.setLength(5L << 30);
        }
        Path file = Files.write(
                folder.resolve("m.onnx"),
                external("w.bin", "0", Long.toString(3L << 30)).toByteArray());

        assertThatThrownBy(() -> OnnxReader.read(file)).hasMessageContaining("a tensor may have up to 2 GiB");
    }

    @Test
    void saysInWhichFilesTheWeightsLie() throws IOException {
        Path file = folder.resolve("model.onnx");
        Graph graph = tiny();
        graph.putWeight("w", Weight.floats(new long[] {1000}, new float[1000]));
        List<Path> told = new ArrayList<>();

        OnnxReader.read(OnnxWriter.writeExternal(graph, file).get(0), told::add);

        assertThat(told).containsExactly(folder.resolve("model.onnx.bin"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "/etc/hostname", "sub/../../secret", "", "./w.bin", "link"})
    void refusesExternalDataOutsideTheFolder(String location) throws IOException {
        Path outside = Files.write(folder.resolve("secret"), new byte[8]);
        Path inside = Files.createDirectory(folder.resolve("model"));
        Files.createSymbolicLink(inside.resolve("link"), outside);
        Path file = Files.write(
                inside.resolve("m.onnx"), external(location, "0", "8").toByteArray());

        assertThatThrownBy(() -> OnnxReader.read(file))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("tensor w")
                .hasMessageContaining("external data location");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9:1", "0:16", "9223372036854775807:8", "4:9223372036854775807", "-1:8", "0:-8", "x:8", "4:4"})
    void refusesExternalDataThatDoesNotFit(String offsetAndLength) throws IOException {
        Files.write(folder.resolve("w.bin"), new byte[8]);
        int colon = offsetAndLength.indexOf(':');
        ModelProto model = external("w.bin", offsetAndLength.substring(0, colon), offsetAndLength.substring(colon + 1));
        Path file = Files.write(folder.resolve("m.onnx"), model.toByteArray());

        assertThatThrownBy(() -> OnnxReader.read(file)).isInstanceOf(GraphException.class);
    }

    @Test
    void saysWhatIsNoOnnxModel() throws IOException {
        Path text = Files.writeString(folder.resolve("readme.onnx"), "This is not a model.");

        assertThatThrownBy(() -> OnnxReader.read(text))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("readme.onnx")
                .hasMessageContaining("not an ONNX model");
        assertThatThrownBy(() -> OnnxReader.read(folder.resolve("missing.onnx")))
                .hasMessageContaining("cannot read");
    }

    @Test
    void refusesATensorWhoseBytesDoNotFitItsShape() {
        TensorProto tensor = TensorProto.newBuilder()
                .setName("w")
                .setDataType(1)
                .addDims(3)
                .addFloatData(1)
                .build();

        assertThatThrownBy(() -> OnnxReader.read(with(tensor).toByteArray()))
                .hasMessageContaining("tensor w")
                .hasMessageContaining("needs 12 bytes, there are 4");
    }

    @Test
    void acceptsARepeatedImportOfOneVersionOnly() {
        OperatorSetIdProto.Builder eleven = OperatorSetIdProto.newBuilder().setVersion(11);
        ModelProto same = model().toBuilder().addOpsetImport(eleven).build();
        ModelProto other = model().toBuilder()
                .addOpsetImport(eleven.clone().setVersion(13))
                .build();

        assertThat(OnnxReader.read(same.toByteArray()).opset()).isEqualTo(11);
        assertThatThrownBy(() -> OnnxReader.read(other.toByteArray())).hasMessageContaining("version 11 and 13");
    }

    /** Whatever the bytes are, the reader returns a graph or says what is wrong. */
    @Test
    void survivesBrokenModels() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] valid = OnnxWriter.bytes(tiny());
        for (int round = 0; round < 2000; round++) {
            byte[] broken = Arrays.copyOf(valid, random.nextInt(4) == 0 ? random.nextInt(valid.length) : valid.length);
            for (int i = random.nextInt(4); i > 0 && broken.length > 0; i--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            try {
                OnnxWriter.bytes(OnnxReader.read(broken));
            } catch (GraphException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            } catch (RuntimeException e) {
                throw new AssertionError("-Dseed=" + seed + " round " + round, e);
            }
        }
    }

    private static Graph tiny() {
        Graph graph = new Graph(
                "tiny",
                7,
                Map.of("", 11),
                List.of(new ValueSpec("x", WeightType.FLOAT, List.of(ValueSpec.Axis.free("n")))));
        graph.putWeight("w", Weight.floats(new long[] {2}, 1, 2));
        graph.add(Node.of("Add", List.of("x", "w"), "a").withNote("a note"));
        graph.add(Node.of("Softmax", List.of("a"), "y")
                .with("axis", Attribute.of(1))
                .with("alpha", Attribute.of(0.5f))
                .with("list", Attribute.of(new long[] {1, 2}))
                .with("reals", new Attribute.Reals(List.of(1f)))
                .with("text", Attribute.of("z"))
                .with("tensor", new Attribute.Tensor(Weight.vector(4))));
        graph.addOutput(
                new ValueSpec("y", WeightType.FLOAT, List.of(ValueSpec.Axis.free("n"), ValueSpec.Axis.fixed(2))));
        return graph;
    }

    private static ModelProto model() {
        return parse(OnnxWriter.bytes(tiny()));
    }

    private static ModelProto with(TensorProto tensor) {
        ModelProto model = model();
        return model.toBuilder()
                .setGraph(model.getGraph().toBuilder().setInitializer(0, tensor))
                .build();
    }

    private static ModelProto external(String location, String offset, String length) {
        return with(TensorProto.newBuilder()
                .setName("w")
                .setDataType(1)
                .addDims(2)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(location))
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("offset").setValue(offset))
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("length").setValue(length))
                .build());
    }

    private static ModelProto parse(byte[] bytes) {
        try {
            return ModelProto.parseFrom(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.vernier.server.grpc;

import dev.vernier.proto.inference.ModelMetadataRequest;
import dev.vernier.proto.inference.ModelMetadataResponse;
import dev.vernier.proto.inference.ModelMetadataResponse.TensorMetadata;
import dev.vernier.proto.inference.ModelReadyRequest;
import dev.vernier.proto.inference.ModelReadyResponse;
import dev.vernier.proto.inference.ServerLiveResponse;
import dev.vernier.proto.inference.ServerMetadataResponse;
import dev.vernier.proto.inference.ServerReadyResponse;
import dev.vernier.server.request.ModelCatalog;
import dev.vernier.server.request.ServedModel;
import dev.vernier.store.Dimension;
import dev.vernier.store.ElementType;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.TensorSpec;
import dev.vernier.store.VariantCard;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the server tells about itself and its models. */
final class ModelQueries {
    private static final long ANY_SIZE = -1;

    private final ModelCatalog catalog;
    private final ModelFinder models;

    ModelQueries(ModelCatalog catalog) {
        this.catalog = catalog;
        this.models = new ModelFinder(catalog);
    }

    ServerLiveResponse live() {
        return ServerLiveResponse.newBuilder().setLive(true).build();
    }

    ServerReadyResponse ready() {
        return ServerReadyResponse.newBuilder().setReady(catalog.isReady()).build();
    }

    /** Announces only extensions that are there: clients switch on what they read here. */
    ServerMetadataResponse server() {
        return ServerMetadataResponse.newBuilder()
                .setName("vernier")
                .setVersion(Optional.ofNullable(ModelQueries.class.getPackage().getImplementationVersion())
                        .orElse("development"))
                .addExtensions("binary_tensor_data")
                .addExtensions("parameters")
                .build();
    }

    ModelReadyResponse ready(ModelReadyRequest request) {
        ServedModel model = models.find(request.getName(), request.getVersion());
        return ModelReadyResponse.newBuilder()
                .setReady(model.isReady() && !catalog.isDraining())
                .build();
    }

    ModelMetadataResponse metadata(ModelMetadataRequest request) {
        ServedModel served = models.find(request.getName(), request.getVersion());
        ModelVersion version = served.version();
        ModelMetadataResponse.Builder metadata = ModelMetadataResponse.newBuilder()
                .setName(version.model())
                .addAllVersions(versions(version.model()))
                .setPlatform("onnxruntime_onnx");
        if (served.tokenizer() == null) {
            version.signature().inputs().forEach(input -> metadata.addInputs(tensor(input)));
        } else {
            metadata.addInputs(text()).putProperties("token_inputs", tokenInputs(version));
        }
        version.signature().outputs().forEach(output -> metadata.addOutputs(tensor(output)));
        return metadata.putProperties("fidelity_metric", version.task().fidelityMetric())
                .putProperties("accuracy_floor", Double.toString(served.floor()))
                .putProperties("variants", names(version.accepted()))
                .putProperties("loaded_variants", names(served.loaded()))
                .putProperties("labels", String.join(",", version.labels()))
                .build();
    }

    private List<String> versions(String model) {
        return catalog.models().stream()
                .filter(served -> served.name().equals(model))
                .map(served -> served.version().version())
                .toList();
    }

    /** The input that a generic client fills: one that fills all it reads here must not send text and tokens both. */
    private static TensorMetadata text() {
        return TensorMetadata.newBuilder()
                .setName(InputDecoder.TEXT)
                .setDatatype(ElementType.BYTES.name())
                .addShape(ANY_SIZE)
                .build();
    }

    private static TensorMetadata tensor(TensorSpec spec) {
        TensorMetadata.Builder tensor = TensorMetadata.newBuilder()
                .setName(spec.name())
                .setDatatype(spec.type().name());
        for (Dimension dimension : spec.shape()) {
            tensor.addShape(dimension.role() == Dimension.Role.FIXED ? dimension.size() : ANY_SIZE);
        }
        return tensor.build();
    }

    private static String tokenInputs(ModelVersion version) {
        return version.signature().inputs().stream()
                .map(input -> input.name() + " " + input.type())
                .collect(Collectors.joining(","));
    }

    private static String names(List<VariantCard> variants) {
        return variants.stream().map(VariantCard::name).collect(Collectors.joining(","));
    }
}

package dev.vernier.server.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.netty.buffer.ByteBuf;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.reflection.v1.ErrorResponse;
import io.vertx.grpc.reflection.v1.FileDescriptorResponse;
import io.vertx.grpc.reflection.v1.ListServiceResponse;
import io.vertx.grpc.reflection.v1.ServerReflectionRequest;
import io.vertx.grpc.reflection.v1.ServerReflectionResponse;
import io.vertx.grpc.reflection.v1.ServiceResponse;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Server reflection: lists the services, and finds files by their name or by any symbol in them, methods, fields and enum
 * values included.
 *
 * <p>Vert.x has a reflection service, which ends the call after its first answer; tools ask several questions on one call.
 * Immutable.
 */
final class Reflection {
    /** The messages of both are the same; older tools know the second only. */
    static final List<String> SERVICES =
            List.of("grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection");

    private final Set<String> services = new TreeSet<>();
    private final Map<String, FileDescriptor> files = new LinkedHashMap<>();
    private final Map<String, FileDescriptor> symbols = new LinkedHashMap<>();

    Reflection(Collection<ServiceDescriptor> services) {
        for (ServiceDescriptor service : services) {
            this.services.add(service.getFullName());
            addFile(service.getFile());
        }
    }

    /** Answers each message of a call, until the client has no more questions. */
    Exchange.Listener listener(Exchange exchange) {
        return new Exchange.Listener() {
            @Override
            public void message(ByteBuf message) {
                exchange.write(Frame.of(answer(UnaryQuery.parse(ServerReflectionRequest.parser(), message))));
            }

            @Override
            public void halfClosed() {
                exchange.end(null);
            }
        };
    }

    ServerReflectionResponse answer(ServerReflectionRequest request) {
        ServerReflectionResponse.Builder response = ServerReflectionResponse.newBuilder()
                .setValidHost(request.getHost())
                .setOriginalRequest(request);
        return switch (request.getMessageRequestCase()) {
            case LIST_SERVICES -> response.setListServicesResponse(list()).build();
            case FILE_BY_FILENAME -> found(response, files.get(request.getFileByFilename()));
            case FILE_CONTAINING_SYMBOL -> found(response, symbols.get(request.getFileContainingSymbol()));
            case FILE_CONTAINING_EXTENSION, ALL_EXTENSION_NUMBERS_OF_TYPE ->
                error(response, GrpcStatus.NOT_FOUND, "the served protocols have no extensions");
            case MESSAGEREQUEST_NOT_SET -> error(response, GrpcStatus.INVALID_ARGUMENT, "message_request is not set");
        };
    }

    private ListServiceResponse list() {
        ListServiceResponse.Builder list = ListServiceResponse.newBuilder();
        services.forEach(service -> list.addService(ServiceResponse.newBuilder().setName(service)));
        return list.build();
    }

    private static ServerReflectionResponse found(
            ServerReflectionResponse.Builder response, @Nullable FileDescriptor file) {
        if (file == null) {
            return error(response, GrpcStatus.NOT_FOUND, "no served protocol has it");
        }
        Map<String, FileDescriptor> closure = new LinkedHashMap<>();
        collect(file, closure);
        FileDescriptorResponse.Builder descriptors = FileDescriptorResponse.newBuilder();
        closure.values()
                .forEach(each ->
                        descriptors.addFileDescriptorProto(each.toProto().toByteString()));
        return response.setFileDescriptorResponse(descriptors).build();
    }

    private static ServerReflectionResponse error(
            ServerReflectionResponse.Builder response, GrpcStatus status, String message) {
        return response.setErrorResponse(
                        ErrorResponse.newBuilder().setErrorCode(status.code).setErrorMessage(message))
                .build();
    }

    private static void collect(FileDescriptor file, Map<String, FileDescriptor> closure) {
        if (closure.putIfAbsent(file.getName(), file) == null) {
            file.getDependencies().forEach(dependency -> collect(dependency, closure));
        }
    }

    private void addFile(FileDescriptor file) {
        if (files.putIfAbsent(file.getName(), file) != null) {
            return;
        }
        file.getDependencies().forEach(this::addFile);
        for (ServiceDescriptor service : file.getServices()) {
            addSymbol(service);
            service.getMethods().forEach(this::addSymbol);
        }
        file.getEnumTypes().forEach(this::addEnum);
        file.getMessageTypes().forEach(this::addType);
    }

    private void addType(Descriptor type) {
        addSymbol(type);
        type.getFields().forEach(this::addSymbol);
        type.getOneofs().forEach(this::addSymbol);
        type.getEnumTypes().forEach(this::addEnum);
        type.getNestedTypes().forEach(this::addType);
    }

    private void addEnum(EnumDescriptor type) {
        addSymbol(type);
        type.getValues().forEach(this::addSymbol);
    }

    private void addSymbol(GenericDescriptor symbol) {
        symbols.put(symbol.getFullName(), symbol.getFile());
    }
}

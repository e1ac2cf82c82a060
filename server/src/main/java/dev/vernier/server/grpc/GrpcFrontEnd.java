package dev.vernier.server.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.vernier.proto.inference.InferenceProtocol;
import dev.vernier.proto.inference.ModelMetadataRequest;
import dev.vernier.proto.inference.ModelReadyRequest;
import dev.vernier.proto.inference.ServerLiveRequest;
import dev.vernier.proto.inference.ServerMetadataRequest;
import dev.vernier.proto.inference.ServerReadyRequest;
import dev.vernier.proto.v1.ExplainRouteRequest;
import dev.vernier.proto.v1.VernierProtocol;
import dev.vernier.server.request.Intake;
import dev.vernier.server.request.ModelCatalog;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.grpc.common.GrpcHeaderNames;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthListRequest;
import io.vertx.grpc.health.v1.HealthProto;
import io.vertx.grpc.reflection.v1.ServerReflectionProto;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The gRPC listener: the Open Inference Protocol, Vernier's own, health and reflection on one port.
 *
 * <p>Every method is bound at message level, as an {@link Exchange} over a {@link Wire}.
 */
public final class GrpcFrontEnd {
    private static final String INFERENCE = "inference.GRPCInferenceService";
    private static final String ROUTING = "vernier.v1.Routing";
    private static final String INFER = "/" + INFERENCE + "/ModelInfer";
    private static final String STREAM_INFER = "/" + INFERENCE + "/ModelStreamInfer";
    private static final String STREAM_STATUS_HEADER = "triton_grpc_error";

    /**
     * A call whose deadline passes is reset by its client: under overload that is load. The default, 200 in 30 s, would close
     * the connection, and lose the calls that are in time; this many cost some tenth of a processor.
     */
    private static final int RESETS_PER_SECOND = 5_000;

    /** More answers than a batch has, and than are written between two reads. */
    private static final int FLUSHES_IN_ONE = 256;

    private final Vertx vertx;
    private final GrpcLimits limits;
    private final InferencePath path;
    private final ModelQueries queries;
    private final RouteExplainer routes;
    private final Health health;
    private final Reflection reflection;
    private final HttpServer server;

    /**
     * @param vertx owned by the caller
     * @param clock monotonic nanos
     */
    public GrpcFrontEnd(Vertx vertx, ModelCatalog catalog, Intake intake, LongSupplier clock, GrpcLimits limits) {
        this.vertx = vertx;
        this.limits = limits;
        this.path = new InferencePath(vertx, new InferenceDecoder(catalog), intake, clock);
        this.queries = new ModelQueries(catalog);
        this.routes = new RouteExplainer(catalog, intake, clock);
        this.health = new Health(catalog, Set.of(INFERENCE, ROUTING));
        this.reflection = new Reflection(List.of(
                InferenceProtocol.getDescriptor().findServiceByName("GRPCInferenceService"),
                VernierProtocol.getDescriptor().findServiceByName("Routing"),
                HealthProto.getDescriptor().findServiceByName("Health"),
                ServerReflectionProto.getDescriptor().findServiceByName("ServerReflection")));
        this.server = vertx.createHttpServer(http(limits))
                .connectionHandler(GrpcFrontEnd::gatherFlushes)
                .requestHandler(route(bind()));
    }

    /** Listens, and gives the port; port 0 asks for a free one. */
    public Future<Integer> listen(String host, int port) {
        return server.listen(port, host).map(HttpServer::actualPort);
    }

    /** Takes no new call and sends GOAWAY, lets those under way end, and closes what is left open after the grace. */
    public Future<Void> shutdown(Duration grace) {
        return server.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS);
    }

    static HttpServerOptions http(GrpcLimits limits) {
        return new HttpServerOptions()
                .setHttp2RstFloodMaxRstFramePerWindow(RESETS_PER_SECOND)
                .setHttp2RstFloodWindowDuration(1)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setHttp2ConnectionWindowSize(limits.connectionWindowBytes())
                .setInitialSettings(new Http2Settings()
                        .setInitialWindowSize(limits.streamWindowBytes())
                        .setMaxConcurrentStreams(limits.streams()));
    }

    /** Outside a read Vert.x flushes after every frame: the answers of a batch leave in one write instead. */
    private static void gatherFlushes(HttpConnection connection) {
        ((HttpServerConnection) connection)
                .channelHandlerContext()
                .pipeline()
                .addLast(new FlushConsolidationHandler(FLUSHES_IN_ONE, true));
    }

    private GrpcServer bind() {
        GrpcServer grpc = GrpcServer.server(
                vertx,
                new GrpcServerOptions()
                        .removeEnabledProtocol(GrpcProtocol.WEB)
                        .removeEnabledProtocol(GrpcProtocol.WEB_TEXT)
                        .removeEnabledProtocol(GrpcProtocol.TRANSCODING)
                        .setMaxMessageSize(limits.messageBytes()));
        query(grpc, INFERENCE, "ServerLive", ServerLiveRequest.parser(), request -> queries.live());
        query(grpc, INFERENCE, "ServerReady", ServerReadyRequest.parser(), request -> queries.ready());
        query(grpc, INFERENCE, "ServerMetadata", ServerMetadataRequest.parser(), request -> queries.server());
        query(grpc, INFERENCE, "ModelReady", ModelReadyRequest.parser(), queries::ready);
        query(grpc, INFERENCE, "ModelMetadata", ModelMetadataRequest.parser(), queries::metadata);
        query(grpc, ROUTING, "ExplainRoute", ExplainRouteRequest.parser(), routes::explain);
        query(grpc, Health.SERVICE, "Check", HealthCheckRequest.parser(), health::check);
        query(grpc, Health.SERVICE, "List", HealthListRequest.parser(), request -> health.list());
        method(grpc, Health.SERVICE, "Watch", health::watch);
        for (String service : Reflection.SERVICES) {
            method(grpc, service, "ServerReflectionInfo", exchange -> exchange.open(reflection.listener(exchange)));
        }
        return grpc;
    }

    /** Calls with tensors go over the wire that does not copy them, all others to vertx-grpc. */
    private Handler<HttpServerRequest> route(GrpcServer grpc) {
        return request -> {
            if (isGrpc(request) && INFER.equals(request.path())) {
                start(new FramedWire(request, limits.messageBytes()), this::infer);
            } else if (isGrpc(request) && STREAM_INFER.equals(request.path())) {
                start(new FramedWire(request, limits.messageBytes()), this::stream);
            } else {
                grpc.handle(request);
            }
        };
    }

    private static boolean isGrpc(HttpServerRequest request) {
        String contentType = request.getHeader(HttpHeaderNames.CONTENT_TYPE);
        return request.version() == HttpVersion.HTTP_2
                && ("application/grpc".equals(contentType) || "application/grpc+proto".equals(contentType));
    }

    private void start(Wire wire, Consumer<Exchange> opened) {
        Exchange exchange = new Exchange(wire, limits.messageBytes());
        exchange.guarded(() -> opened.accept(exchange));
    }

    private void infer(Exchange exchange) {
        exchange.open(new UnaryInference(exchange, path, deadline(exchange)));
    }

    private void stream(Exchange exchange) {
        boolean endsOnFailure = "true".equals(exchange.header(STREAM_STATUS_HEADER));
        new StreamInference(exchange, path, deadline(exchange), limits, endsOnFailure).start();
    }

    private CallDeadline deadline(Exchange exchange) {
        return new CallDeadline(
                path.now(), GrpcTimeout.nanos(exchange.header(GrpcHeaderNames.GRPC_TIMEOUT.toString())));
    }

    private <T extends Message> void query(
            GrpcServer grpc, String service, String name, Parser<T> parser, Function<T, Message> answer) {
        method(grpc, service, name, exchange -> exchange.open(new UnaryQuery<>(exchange, parser, answer)));
    }

    private void method(GrpcServer grpc, String service, String name, Consumer<Exchange> opened) {
        ServiceMethod<Buffer, Buffer> method = ServiceMethod.server(
                ServiceName.create(service), name, GrpcMessageEncoder.IDENTITY, GrpcMessageDecoder.IDENTITY);
        grpc.callHandler(method, (GrpcServerRequest<Buffer, Buffer> request) -> {
            start(new VertxWire(request, limits.messageBytes()), opened);
        });
    }
}

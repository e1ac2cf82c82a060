package dev.vernier.server;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

/** Serves the meters to Prometheus: GET /metrics over HTTP. */
final class MetricsEndpoint {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Vertx vertx;
    private final PrometheusMeterRegistry registry;
    private final HttpServer server;

    MetricsEndpoint(Vertx vertx, PrometheusMeterRegistry registry) {
        this.vertx = vertx;
        this.registry = registry;
        this.server = vertx.createHttpServer().requestHandler(this::handle);
    }

    /** Listens, and gives the port; port 0 asks for a free one. */
    Future<Integer> listen(String host, int port) {
        return server.listen(port, host).map(HttpServer::actualPort);
    }

    private void handle(HttpServerRequest request) {
        if (!"/metrics".equals(request.path())) {
            request.response().setStatusCode(404).end("the meters are at /metrics\n");
        } else if (!request.method().equals(HttpMethod.GET)) {
            request.response().setStatusCode(405).putHeader("Allow", "GET").end();
        } else {
            // Off the event loop: a scrape renders some thousand lines.
            vertx.executeBlocking(() -> registry.scrape(TEXT))
                    .onSuccess(text ->
                            request.response().putHeader("Content-Type", TEXT).end(text))
                    .onFailure(failure -> request.response().setStatusCode(500).end());
        }
    }
}

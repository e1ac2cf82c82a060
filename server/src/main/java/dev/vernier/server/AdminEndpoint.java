package dev.vernier.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.server.config.ConfigException;
import dev.vernier.server.config.ConfigWriter;
import dev.vernier.server.config.ServerConfig;
import dev.vernier.server.request.InferenceException;
import dev.vernier.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an operator may see and do, over HTTP: {@code GET /config}, {@code GET /models}, {@code POST /models/NAME/load},
 * {@code POST /models/NAME/unload}, {@code POST /config/reload}. There is no authentication.
 */
final class AdminEndpoint {
    private static final Pattern MODEL = Pattern.compile("/models/([^/]+)/(load|unload)");
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";
    private static final String HELP = """
            GET  /config                        the configuration in force
            POST /config/reload                 reads it anew
            GET  /models                        the models, their versions and variants
            POST /models/NAME/load[?version=N]  serves the version, or the latest one
            POST /models/NAME/unload            takes the model out
            """;

    private final Vertx vertx;
    private final ModelRepository repository;
    private final ModelReport report;
    private final Supplier<ServerConfig> present;
    private final Supplier<ServerConfig> reload;
    private final HttpServer server;

    /**
     * @param present the configuration in force
     * @param reload reads it anew and applies it
     */
    AdminEndpoint(
            Vertx vertx,
            ModelRepository repository,
            ModelReport report,
            Supplier<ServerConfig> present,
            Supplier<ServerConfig> reload) {
        this.vertx = vertx;
        this.repository = repository;
        this.report = report;
        this.present = present;
        this.reload = reload;
        this.server = vertx.createHttpServer().requestHandler(this::handle);
    }

    /** Listens, and gives the port; port 0 asks for a free one. */
    Future<Integer> listen(String host, int port) {
        return server.listen(port, host).map(HttpServer::actualPort);
    }

    private void handle(HttpServerRequest request) {
        String path = Objects.requireNonNullElse(request.path(), "");
        Matcher model = MODEL.matcher(path);
        if (request.headers().contains("Origin")) {
            problem(request, 403, "pages in a browser may not use this port");
        } else if (model.matches()) {
            onlyBy(HttpMethod.POST, request, () -> change(request, model.group(1), model.group(2)));
        } else {
            switch (path) {
                case "/config" -> onlyBy(HttpMethod.GET, request, () -> config(request, present));
                case "/config/reload" -> onlyBy(HttpMethod.POST, request, () -> config(request, reload));
                case "/models" -> onlyBy(HttpMethod.GET, request, () -> models(request));
                default -> request.response().setStatusCode(404).end(HELP);
            }
        }
    }

    private static void onlyBy(HttpMethod method, HttpServerRequest request, Runnable answer) {
        if (request.method().equals(method)) {
            answer.run();
        } else {
            request.response().putHeader("Allow", method.name());
            problem(request, 405, "use " + method.name());
        }
    }

    private void config(HttpServerRequest request, Supplier<ServerConfig> config) {
        vertx.executeBlocking(() -> ConfigWriter.yaml(config.get()), false)
                .onSuccess(yaml ->
                        request.response().putHeader("Content-Type", YAML).end(yaml))
                .onFailure(failure -> failed(request, failure));
    }

    private void models(HttpServerRequest request) {
        vertx.executeBlocking(report::json, false)
                .onSuccess(models -> answer(request, 200, models))
                .onFailure(failure -> failed(request, failure));
    }

    private void change(HttpServerRequest request, String model, String verb) {
        String version = Objects.requireNonNullElse(request.params().get("version"), "");
        vertx.<CompletionStage<Void>>executeBlocking(
                        () -> verb.equals("load") ? repository.load(model, version) : repository.unload(model), false)
                .compose(Future::fromCompletionStage)
                .onSuccess(done -> models(request))
                .onFailure(failure -> failed(request, failure));
    }

    private static void failed(HttpServerRequest request, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof InferenceException refused) {
            problem(request, refused.failure().code().httpStatus(), message);
        } else if (cause instanceof ConfigException) {
            problem(request, 400, message);
        } else if (cause instanceof StoreException) {
            problem(request, 503, message);
        } else {
            problem(request, 500, cause.toString());
        }
    }

    private static void problem(HttpServerRequest request, int status, String message) {
        ObjectNode problem = JsonNodeFactory.instance.objectNode().put("error", message);
        answer(request, status, problem);
    }

    private static void answer(HttpServerRequest request, int status, JsonNode body) {
        request.response().setStatusCode(status).putHeader("Content-Type", JSON).end(body.toPrettyString() + "\n");
    }
}

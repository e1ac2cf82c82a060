package dev.vernier.server.grpc;

import dev.vernier.server.request.ErrorCode;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceException;
import dev.vernier.server.request.ModelCatalog;
import dev.vernier.server.request.ServedModel;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.health.v1.HealthListResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * grpc.health.v1 over the catalogue: the server as a whole (the empty name), each gRPC service and each model by its name.
 *
 * <p>Vert.x has a health service, which asks on a timer, repeats what has not changed and reports an unknown service's
 * change never; this one tells a watcher each change when it happens. Thread-safe.
 */
final class Health {
    static final String SERVICE = "grpc.health.v1.Health";

    private final ModelCatalog catalog;
    private final Set<String> services;
    private final Set<HealthWatch> watches = ConcurrentHashMap.newKeySet();

    Health(ModelCatalog catalog, Set<String> services) {
        this.catalog = catalog;
        this.services = services;
        catalog.onChange(() -> watches.forEach(HealthWatch::changed));
    }

    HealthCheckResponse check(HealthCheckRequest request) {
        ServingStatus status = status(request.getService());
        if (status == ServingStatus.SERVICE_UNKNOWN) {
            throw new InferenceException(Failure.of(
                    ErrorCode.NOT_FOUND,
                    "no service or model " + Quote.of(request.getService()) + ": there are "
                            + list().getStatusesMap().keySet()));
        }
        return response(status);
    }

    HealthListResponse list() {
        HealthListResponse.Builder list = HealthListResponse.newBuilder().putStatuses("", response(status("")));
        services.forEach(service -> list.putStatuses(service, response(status(service))));
        catalog.models().forEach(model -> list.putStatuses(model.name(), response(status(model.name()))));
        return list.build();
    }

    ServingStatus status(String name) {
        if (name.isEmpty() || services.contains(name)) {
            return serving(catalog.isReady());
        }
        return catalog.find(name, "")
                .map(ServedModel::isReady)
                .map(ready -> serving(ready && !catalog.isDraining()))
                .orElse(ServingStatus.SERVICE_UNKNOWN);
    }

    void watch(Exchange exchange) {
        exchange.open(new HealthWatch(exchange, this));
    }

    void add(HealthWatch watch) {
        watches.add(watch);
    }

    void remove(HealthWatch watch) {
        watches.remove(watch);
    }

    static HealthCheckResponse response(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }

    private static ServingStatus serving(boolean isReady) {
        return isReady ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    }
}

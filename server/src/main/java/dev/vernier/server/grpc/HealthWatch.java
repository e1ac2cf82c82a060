package dev.vernier.server.grpc;

import io.netty.buffer.ByteBuf;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import org.jspecify.annotations.Nullable;

/** One Watch call: tells its client the status at once and then each change, the last one where it reads slowly. */
final class HealthWatch implements Exchange.Listener {
    private final Exchange exchange;
    private final Health health;
    private String service = "";
    private @Nullable ServingStatus told;

    HealthWatch(Exchange exchange, Health health) {
        this.exchange = exchange;
        this.health = health;
    }

    @Override
    public void message(ByteBuf message) {
        service = UnaryQuery.parse(HealthCheckRequest.parser(), message).getService();
        health.add(this);
        tell();
    }

    @Override
    public void halfClosed() {}

    @Override
    public void cancelled() {
        health.remove(this);
    }

    @Override
    public void drained() {
        tell();
    }

    /** On any thread. */
    void changed() {
        exchange.loop().execute(this::tell);
    }

    private void tell() {
        ServingStatus now = health.status(service);
        if (now != told && !exchange.isOver() && !exchange.isFull()) {
            told = now;
            exchange.write(Frame.of(Health.response(now)));
        }
    }
}

package dev.vernier.server.config;

/**
 * Where the server listens, and how much it reads.
 *
 * @param host address to bind; the loopback interface by default
 * @param grpcPort 0 takes a free one
 * @param metricsPort 0 takes a free one
 * @param adminPort on the loopback interface, whatever {@code host} says; 0 takes a free one
 * @param maxMessage the largest request that is read
 */
public record ListenConfig(String host, int grpcPort, int metricsPort, int adminPort, ByteSize maxMessage) {
    static final ListenConfig DEFAULTS = new ListenConfig("127.0.0.1", 8001, 8002, 8003, ByteSize.mebibytes(8));

    public ListenConfig {
        checkPort("grpc-port", grpcPort);
        checkPort("metrics-port", metricsPort);
        checkPort("admin-port", adminPort);
    }

    private static void checkPort(String key, int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException(key + ": " + port + " is not in 0..65535");
        }
    }
}

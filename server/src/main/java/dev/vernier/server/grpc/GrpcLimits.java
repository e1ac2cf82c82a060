package dev.vernier.server.grpc;

/**
 * What one client can make the server hold.
 *
 * @param messageBytes longest message taken, after decompression
 * @param streams concurrent calls on one connection
 * @param streamWindowBytes what a client may send on one call before the server has taken it
 * @param connectionWindowBytes the same for one connection
 * @param streamRequests requests of one ModelStreamInfer call that may wait for their answers to be written
 */
public record GrpcLimits(
        int messageBytes, int streams, int streamWindowBytes, int connectionWindowBytes, int streamRequests) {
    private static final int MIB = 1 << 20;

    /**
     * 8 MiB hold 2 million fp32 values. A stream window of 1 MiB takes a 602 kB image in one flight; the connection's is 16
     * times that, so that one call cannot starve the others. 16 requests of a stream are a full batch.
     */
    public static final GrpcLimits DEFAULT = new GrpcLimits(8 * MIB, 1000, MIB, 16 * MIB, 16);

    public GrpcLimits {
        if (messageBytes <= 0
                || streams <= 0
                || streamWindowBytes <= 0
                || connectionWindowBytes <= 0
                || streamRequests <= 0) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /** The same limits with another longest message. */
    public GrpcLimits withMessageBytes(int messageBytes) {
        return new GrpcLimits(messageBytes, streams, streamWindowBytes, connectionWindowBytes, streamRequests);
    }
}

package dev.vernier.server.grpc;

import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.server.request.Failure;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * One ModelStreamInfer call: any number of requests, answered in their order.
 *
 * <p>A request counts from its arrival until its answer is handed to the connection, which happens only while the client
 * reads. At most a fixed number of them are under way, and their messages hold no more than the longest single one may;
 * the call takes no message while either bound is reached. So what a stream whose client has stopped reading makes the
 * server hold is bounded. Confined to the call's event loop.
 */
final class StreamInference implements Exchange.Listener {
    private final Exchange exchange;
    private final InferencePath path;
    private final CallDeadline deadline;
    private final GrpcLimits limits;
    private final boolean endsOnFailure;
    private final Deque<StreamElement> underWay = new ArrayDeque<>();
    private long heldBytes;
    private boolean isHalfClosed;
    private boolean isTaking;

    /**
     * @param endsOnFailure whether a request that fails ends the call with its status, instead of being answered with an
     *     error message
     */
    StreamInference(
            Exchange exchange, InferencePath path, CallDeadline deadline, GrpcLimits limits, boolean endsOnFailure) {
        this.exchange = exchange;
        this.path = path;
        this.deadline = deadline;
        this.limits = limits;
        this.endsOnFailure = endsOnFailure;
    }

    void start() {
        exchange.openOneByOne(this);
        takeWhatFits();
    }

    @Override
    public void message(ByteBuf message) {
        isTaking = false;
        StreamElement element = new StreamElement(this, message.readableBytes());
        underWay.add(element);
        heldBytes += message.readableBytes();
        ModelInferRequest request = InferenceDecoder.parse(message);
        element.identify(request.getId());
        path.enter(request, message.readableBytes(), deadline.budget(path.now()), element);
        takeWhatFits();
    }

    @Override
    public void halfClosed() {
        isHalfClosed = true;
        flush();
    }

    @Override
    public void cancelled() {
        cancelUnderWay();
    }

    @Override
    public void refused(Failure failure) {
        path.rejected(failure);
        cancelUnderWay();
    }

    @Override
    public void drained() {
        flush();
    }

    /** Writes what is answered, up to the first that is not. */
    void flush() {
        while (!exchange.isOver() && !exchange.isFull()) {
            StreamElement first = underWay.peek();
            if (first == null || !first.isDone()) {
                break;
            }
            underWay.remove();
            heldBytes -= first.bytes();
            write(first);
        }
        if (isHalfClosed && underWay.isEmpty()) {
            exchange.end(null);
        }
        takeWhatFits();
    }

    Exchange exchange() {
        return exchange;
    }

    private void write(StreamElement element) {
        if (element.failure() != null && endsOnFailure) {
            exchange.fail(element.failure());
            cancelUnderWay();
        } else {
            exchange.write(element.frame());
        }
    }

    private void takeWhatFits() {
        if (!isTaking
                && !isHalfClosed
                && !exchange.isOver()
                && underWay.size() < limits.streamRequests()
                && heldBytes < limits.messageBytes()) {
            isTaking = true;
            exchange.take();
        }
    }

    private void cancelUnderWay() {
        List.copyOf(underWay).forEach(element -> element.cancellation().cancel());
        underWay.clear();
    }
}

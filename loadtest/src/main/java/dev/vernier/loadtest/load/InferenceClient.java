package dev.vernier.loadtest.load;

import dev.vernier.proto.inference.GRPCInferenceServiceGrpc;
import dev.vernier.proto.inference.ModelInferResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC client made to be cheap beside the server that it measures: one event loop for all connections, replies handled
 * on it, requests encoded beforehand, no retries. Thread-safe.
 */
public final class InferenceClient implements AutoCloseable {
    /** Receives the end of a call, on the client's event loop; must not block. */
    interface ReplyListener {
        void replied(int row, Reply reply);
    }

    private static final long AWAIT_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long AWAIT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final MethodDescriptor<WireRequest, Answer> INFER =
            GRPCInferenceServiceGrpc.getModelInferMethod().toBuilder(new RequestMarshaller(), new AnswerMarshaller())
                    .build();

    /** When a refused call may be tried again. */
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private final EventLoopGroup eventLoop;
    private final List<ManagedChannel> channels;
    private final AtomicLong eventLoopThread;
    private final AtomicLong nextId = new AtomicLong();
    private final Set<ClientCall<?, ?>> open = ConcurrentHashMap.newKeySet();

    private InferenceClient(EventLoopGroup eventLoop, List<ManagedChannel> channels, AtomicLong eventLoopThread) {
        this.eventLoop = eventLoop;
        this.channels = channels;
        this.eventLoopThread = eventLoopThread;
    }

    /**
     * A client whose connections are opened by its first requests.
     *
     * @param target {@code host:port}, without TLS
     */
    public static InferenceClient connect(String target, int connections) {
        boolean hasEpoll = Epoll.isAvailable();
        IoHandlerFactory io = hasEpoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends Channel> socket = hasEpoll ? EpollSocketChannel.class : NioSocketChannel.class;
        AtomicLong threadId = new AtomicLong();
        ThreadFactory threads = task -> eventLoopThread(task, threadId);
        EventLoopGroup eventLoop = new MultiThreadIoEventLoopGroup(1, threads, io);
        List<ManagedChannel> channels = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            channels.add(NettyChannelBuilder.forTarget(target)
                    .usePlaintext()
                    .eventLoopGroup(eventLoop)
                    .channelType(socket)
                    .directExecutor()
                    .disableRetry()
                    .build());
        }
        return new InferenceClient(eventLoop, channels, threadId);
    }

    private static Thread eventLoopThread(Runnable task, AtomicLong id) {
        Thread thread = new FastThreadLocalThread(task, "load-client");
        thread.setDaemon(true);
        id.set(thread.getId());
        return thread;
    }

    /** A connection for calls of other kinds, such as metadata; closed with the client. */
    public ManagedChannel channel() {
        return channels.get(0);
    }

    /**
     * Sends one request; {@code listener} is told its end exactly once.
     *
     * @param row handed back to the listener
     * @param body an encoded ModelInferRequest without an id
     * @param options such as a deadline
     */
    void send(int row, byte[] body, CallOptions options, ReplyListener listener) {
        long id = nextId.getAndIncrement();
        ManagedChannel channel = channels.get((int) (id % channels.size()));
        ClientCall<WireRequest, Answer> call = channel.newCall(INFER, options);
        open.add(call);
        call.start(new Pending(id, row, call, listener), new Metadata());
        call.request(2);
        call.sendMessage(new WireRequest(id, body));
        call.halfClose();
    }

    /**
     * Asks until the server answers: a variant may still be loading when the server takes requests.
     *
     * @throws LoadException when it has not answered within a minute, or says something that waiting does not change
     */
    public void awaitAnswer(Bodies bodies) throws InterruptedException {
        awaitAnswer(bodies, AWAIT_PAUSE_NANOS);
    }

    /** The same, asking again after so many nanos. */
    public void awaitAnswer(Bodies bodies, long pauseNanos) throws InterruptedException {
        long end = System.nanoTime() + AWAIT_NANOS;
        Status status = ask(bodies.body(0));
        while (!status.isOk()) {
            if (status.getCode() != Status.Code.UNAVAILABLE || System.nanoTime() - end > 0) {
                throw new LoadException("the server does not answer: " + status);
            }
            LockSupport.parkNanos(pauseNanos);
            status = ask(bodies.body(0));
        }
    }

    private Status ask(byte[] body) throws InterruptedException {
        CompletableFuture<Status> status = new CompletableFuture<>();
        send(0, body, CallOptions.DEFAULT, (row, reply) -> status.complete(reply.status()));
        try {
            return status.get(AWAIT_NANOS, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LoadException("the server does not answer", e);
        }
    }

    /** Runs a task on the event loop, after what it is doing: a reply's listener that sends at once would nest without end. */
    void execute(Runnable task) {
        eventLoop.execute(task);
    }

    /** Cancels the calls that have not ended; on the event loop, for a call must not be cancelled while it is being sent there. */
    void cancelOpen() {
        eventLoop
                .submit(() -> open.forEach(call -> call.cancel("the run is over", null)))
                .awaitUninterruptibly();
    }

    /** CPU time of the event loop so far: as much as wall time means that the client is the limit. */
    long eventLoopCpuNanos() {
        long thread = eventLoopThread.get();
        return thread == 0 ? 0 : Math.max(0, ManagementFactory.getThreadMXBean().getThreadCpuTime(thread));
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private final class Pending extends ClientCall.Listener<Answer> {
        private final long id;
        private final int row;
        private final ClientCall<?, ?> call;
        private final ReplyListener listener;
        private @Nullable Answer answer;

        Pending(long id, int row, ClientCall<?, ?> call, ReplyListener listener) {
            this.id = id;
            this.row = row;
            this.call = call;
            this.listener = listener;
        }

        @Override
        public void onMessage(Answer message) {
            answer = message;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            open.remove(call);
            Answer received = answer;
            boolean isMatched = received != null && WireRequest.isId(id, received.id());
            listener.replied(
                    row,
                    new Reply(
                            status,
                            status.isOk() ? received : null,
                            isMatched,
                            trailers.containsKey(PUSHBACK),
                            System.nanoTime()));
        }
    }

    private static final class RequestMarshaller implements MethodDescriptor.Marshaller<WireRequest> {
        @Override
        public InputStream stream(WireRequest request) {
            return request;
        }

        @Override
        public WireRequest parse(InputStream stream) {
            throw new UnsupportedOperationException("a client reads no requests");
        }
    }

    private static final class AnswerMarshaller implements MethodDescriptor.Marshaller<Answer> {
        private static final MethodDescriptor.Marshaller<ModelInferResponse> RESPONSES =
                ProtoUtils.marshaller(ModelInferResponse.getDefaultInstance());

        @Override
        public InputStream stream(Answer answer) {
            throw new UnsupportedOperationException("a client writes no answers");
        }

        @Override
        public Answer parse(InputStream stream) {
            return Answer.of(RESPONSES.parse(stream));
        }
    }
}

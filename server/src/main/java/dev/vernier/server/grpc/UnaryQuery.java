package dev.vernier.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.vernier.server.request.InferenceException;
import io.netty.buffer.ByteBuf;
import java.util.function.Function;

/** One call of a method that is answered at once: one message in, one out. */
final class UnaryQuery<T extends Message> implements Exchange.Listener {
    private final Exchange exchange;
    private final Parser<T> parser;
    private final Function<T, Message> answer;

    UnaryQuery(Exchange exchange, Parser<T> parser, Function<T, Message> answer) {
        this.exchange = exchange;
        this.parser = parser;
        this.answer = answer;
    }

    @Override
    public void message(ByteBuf message) {
        exchange.end(Frame.of(answer.apply(parse(parser, message))));
    }

    /** A call that is answered is over, and hears no more. */
    @Override
    public void halfClosed() {
        throw InferenceException.invalid("the call was half-closed without a message: send one");
    }

    static <T> T parse(Parser<T> parser, ByteBuf message) {
        try {
            return parser.parseFrom(message.nioBuffer());
        } catch (InvalidProtocolBufferException e) {
            throw InferenceException.invalid("the bytes are not the method's message: " + e.getMessage());
        }
    }
}

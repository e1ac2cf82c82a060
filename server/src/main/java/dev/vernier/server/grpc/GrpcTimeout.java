package dev.vernier.server.grpc;

import dev.vernier.server.request.Budget;
import dev.vernier.server.request.InferenceException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The {@code grpc-timeout} header: 1 to 8 digits and a unit. Vert.x rounds it to milliseconds, down to none. */
final class GrpcTimeout {
    private static final int MAX_DIGITS = 8;

    private GrpcTimeout() {}

    /** The header's nanos, or {@link Budget#UNLIMITED} where there is none. */
    static long nanos(@Nullable String header) {
        if (header == null) {
            return Budget.UNLIMITED;
        }
        int digits = header.length() - 1;
        if (digits < 1 || digits > MAX_DIGITS) {
            throw malformed(header);
        }
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = header.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw malformed(header);
            }
            value = value * 10 + digit;
        }
        return unit(header).toNanos(value);
    }

    private static TimeUnit unit(String header) {
        return switch (header.charAt(header.length() - 1)) {
            case 'H' -> TimeUnit.HOURS;
            case 'M' -> TimeUnit.MINUTES;
            case 'S' -> TimeUnit.SECONDS;
            case 'm' -> TimeUnit.MILLISECONDS;
            case 'u' -> TimeUnit.MICROSECONDS;
            case 'n' -> TimeUnit.NANOSECONDS;
            default -> throw malformed(header);
        };
    }

    private static InferenceException malformed(String header) {
        return InferenceException.invalid("header grpc-timeout is " + Quote.of(header)
                + ": 1 to 8 digits and one of H, M, S, m, u, n are right, e.g. 100m");
    }
}

package dev.vernier.loadtest.demo;

import dev.vernier.loadtest.load.Ask;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the same load is given to: the server's own choice, or one variant that every request pins. */
enum Policy {
    ADAPTIVE(null),
    FP32("fp32"),
    INT8("int8-static");

    private final @Nullable String variant;

    Policy(@Nullable String variant) {
        this.variant = variant;
    }

    /** The name in result files. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The request of this policy. */
    Ask of(Ask ask) {
        return variant == null ? ask : ask.pinned(variant);
    }
}

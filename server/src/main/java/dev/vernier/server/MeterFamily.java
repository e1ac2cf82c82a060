package dev.vernier.server;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** One meter for each constant of an enum, found once. Immutable. */
final class MeterFamily<E extends Enum<E>, M> {
    private final Map<E, M> meters;

    /** @param register finds or makes the meter of a constant */
    MeterFamily(Class<E> constants, Function<E, M> register) {
        meters = new EnumMap<>(constants);
        for (E constant : constants.getEnumConstants()) {
            meters.put(constant, register.apply(constant));
        }
    }

    /** All of them, in the order of the enum. */
    Collection<M> all() {
        return meters.values();
    }

    M of(E constant) {
        return requireNonNull(meters.get(constant));
    }
}

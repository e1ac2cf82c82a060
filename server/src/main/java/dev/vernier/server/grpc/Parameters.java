package dev.vernier.server.grpc;

import dev.vernier.proto.inference.InferParameter;
import dev.vernier.server.request.InferenceException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request's parameters, read with the types that they must have. A parameter that nobody reads is ignored: clients send
 * what other servers understand.
 */
final class Parameters {
    private final Map<String, InferParameter> parameters;

    Parameters(Map<String, InferParameter> parameters) {
        this.parameters = parameters;
    }

    boolean has(String name) {
        return parameters.containsKey(name);
    }

    boolean flag(String name) {
        InferParameter parameter = parameters.get(name);
        if (parameter == null) {
            return false;
        }
        if (!parameter.hasBoolParam()) {
            throw wrongType(name, parameter, "a bool");
        }
        return parameter.getBoolParam();
    }

    @Nullable String text(String name) {
        InferParameter parameter = parameters.get(name);
        if (parameter == null) {
            return null;
        }
        if (!parameter.hasStringParam()) {
            throw wrongType(name, parameter, "a string");
        }
        return parameter.getStringParam();
    }

    /** An integer in the range, 0 where there is none. Triton's client sends int64 or uint64, by its version. */
    long integer(String name, long max) {
        InferParameter parameter = parameters.get(name);
        if (parameter == null) {
            return 0;
        }
        if (!parameter.hasInt64Param() && !parameter.hasUint64Param()) {
            throw wrongType(name, parameter, "an int64 or a uint64");
        }
        long value = parameter.hasInt64Param() ? parameter.getInt64Param() : parameter.getUint64Param();
        if (value < 0 || value > max) {
            String sent = parameter.hasInt64Param() ? Long.toString(value) : Long.toUnsignedString(value);
            throw InferenceException.invalid("parameter '" + name + "' is " + sent + ": it must be from 0 to " + max);
        }
        return value;
    }

    /** A number in [0,1], as a double or as text; the default where there is none. */
    double fraction(String name, double orElse) {
        InferParameter parameter = parameters.get(name);
        if (parameter == null) {
            return orElse;
        }
        double value;
        if (parameter.hasDoubleParam()) {
            value = parameter.getDoubleParam();
        } else if (parameter.hasStringParam()) {
            value = number(name, parameter.getStringParam());
        } else {
            throw wrongType(name, parameter, "a double, or a string like \"0.99\"");
        }
        if (!(value >= 0 && value <= 1)) {
            throw InferenceException.invalid("parameter '" + name + "' is " + value + ": it must be from 0 to 1");
        }
        return value;
    }

    private static double number(String name, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw InferenceException.invalid("parameter '" + name + "' is " + Quote.of(text)
                    + ": it must be a number from 0 to 1, e.g. \"0.99\"");
        }
    }

    private static InferenceException wrongType(String name, InferParameter parameter, String right) {
        String sent = switch (parameter.getParameterChoiceCase()) {
            case BOOL_PARAM -> "a bool";
            case INT64_PARAM -> "an int64";
            case STRING_PARAM -> "a string";
            case DOUBLE_PARAM -> "a double";
            case UINT64_PARAM -> "a uint64";
            case PARAMETERCHOICE_NOT_SET -> "empty";
        };
        return InferenceException.invalid("parameter '" + name + "' is " + sent + ": it must be " + right);
    }
}

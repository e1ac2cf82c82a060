package dev.vernier.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.store.NearestName;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Binds a tree of settings to a tree of records, and collects every problem rather than stopping at the first. */
final class RecordBinder {
    private final List<String> problems = new ArrayList<>();

    private RecordBinder() {}

    static ServerConfig bind(ObjectNode settings, ServerConfig defaults) {
        RecordBinder binder = new RecordBinder();
        binder.checkKeys("", settings, keys(ServerConfig.class));
        ServerConfig config = binder.record("", settings, ServerConfig.class, defaults);
        if (config == null || !binder.problems.isEmpty()) {
            throw new ConfigException(binder.problems);
        }
        return config;
    }

    /** The keys of a record of this type: dashed, those of inlined records among them. */
    static Set<String> keys(Class<?> type) {
        Set<String> keys = new TreeSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.isAnnotationPresent(Inline.class)) {
                keys.addAll(keys(component.getType()));
            } else {
                keys.add(key(component));
            }
        }
        return keys;
    }

    static String key(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private void checkKeys(String path, ObjectNode settings, Set<String> known) {
        settings.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                problems.add(path + key + ": no such setting; did you mean `" + NearestName.of(key, known) + "`?");
            }
        });
    }

    /**
     * A record of the type.
     *
     * @param defaults what is left out; null where only components that may be null can be
     * @return the defaults where a component has a problem
     */
    private <R extends Record> @Nullable R record(
            String path, ObjectNode settings, Class<R> type, @Nullable R defaults) {
        int problemsBefore = problems.size();
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = component(path, settings, components[i], defaults, values);
        }
        if (problems.size() > problemsBefore) {
            return defaults;
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            problems.add(path + e.getTargetException().getMessage());
            return defaults;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a record without its canonical constructor", e);
        }
    }

    /** The component's value; {@code bound} holds those of the components before it. */
    private @Nullable Object component(
            String path,
            ObjectNode settings,
            RecordComponent component,
            @Nullable Record defaults,
            @Nullable Object[] bound) {
        Object fallback = defaults == null ? null : valueOf(component, defaults);
        if (component.isAnnotationPresent(Inline.class) && fallback instanceof Record inlined) {
            return record(path, settings, typeOf(inlined), inlined);
        }
        JsonNode node = settings.get(key(component));
        String where = path + key(component);
        if (node == null) {
            if (fallback == null && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                problems.add(where + ": is missing");
            }
            return fallback;
        }
        if (component.getGenericType() instanceof ParameterizedType several) {
            Type[] types = several.getActualTypeArguments();
            return types.length == 1
                    ? elements(where, node, recordType(types[0]))
                    : entries(where, node, recordType(types[1]), bound);
        }
        return isTree(component.getType())
                ? below(where, node, recordType(component.getType()), null)
                : scalar(where, node, component.getType(), fallback);
    }

    /** A map from names to records; what an entry leaves out is taken from the parent's inlined record of that type. */
    private <R extends Record> Map<String, R> entries(
            String path, JsonNode node, Class<R> type, @Nullable Object[] bound) {
        Map<String, R> entries = new HashMap<>();
        R defaults = type.cast(
                Arrays.stream(bound).filter(type::isInstance).findFirst().orElseThrow());
        node.properties().forEach(entry -> {
            R value = below(path + "." + entry.getKey(), entry.getValue(), type, defaults);
            if (value != null) {
                entries.put(entry.getKey(), value);
            }
        });
        return entries;
    }

    private <R extends Record> List<R> elements(String path, JsonNode node, Class<R> type) {
        List<R> elements = new ArrayList<>();
        if (!node.isArray() || node.isEmpty()) {
            problems.add(path + ": needs a list");
        }
        for (int i = 0; i < node.size(); i++) {
            R element = below(path + "[" + i + "]", node.path(i), type, null);
            if (element != null) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** A record whose settings stand below its key. */
    private <R extends Record> @Nullable R below(String path, JsonNode node, Class<R> type, @Nullable R defaults) {
        if (node instanceof ObjectNode settings) {
            checkKeys(path + ".", settings, keys(type));
            return record(path + ".", settings, type, defaults);
        }
        problems.add(path + ": needs settings below it, such as `" + key(type.getRecordComponents()[0]) + "`");
        return defaults;
    }

    /** Whether a value of the type has settings below its key, rather than a text. */
    static boolean isTree(Class<?> type) {
        return type.isRecord() && type != ByteSize.class;
    }

    private static Class<? extends Record> recordType(Type type) {
        return ((Class<?>) type).asSubclass(Record.class);
    }

    @SuppressWarnings("unchecked") // the class of a value of type R is a Class<R>
    private static <R extends Record> Class<R> typeOf(R value) {
        return (Class<R>) value.getClass();
    }

    private @Nullable Object scalar(String path, JsonNode node, Class<?> type, @Nullable Object fallback) {
        try {
            return parse(node.asText(), type);
        } catch (NumberFormatException e) {
            problems.add(path + ": `" + node.asText() + "` is not a number");
        } catch (IllegalArgumentException e) {
            problems.add(path + ": " + e.getMessage());
        }
        return fallback;
    }

    private static Object parse(String text, Class<?> type) {
        if (type == Duration.class) {
            return Unit.duration(text);
        } else if (type == ByteSize.class) {
            return Unit.byteSize(text);
        } else if (type == int.class) {
            return Integer.valueOf(text);
        } else if (type == double.class || type == Double.class) {
            return Double.valueOf(text);
        } else if (type == boolean.class) {
            return truth(text);
        } else if (type == Path.class) {
            return Path.of(text);
        }
        return text;
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("`" + text + "` is neither true nor false");
        };
    }

    static @Nullable Object valueOf(RecordComponent component, Record holder) {
        try {
            return component.getAccessor().invoke(holder);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a record without its accessor", e);
        }
    }
}

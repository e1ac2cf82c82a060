package dev.vernier.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.store.NearestName;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
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
        ServerConfig config = binder.record("", settings, defaults);
        if (!binder.problems.isEmpty()) {
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

    @SuppressWarnings("unchecked") // the class of a value of type R is a Class<R>
    private <R extends Record> R record(String path, ObjectNode settings, R defaults) {
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = component(path, settings, components[i], defaults, values);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return (R) defaults.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            problems.add(path + e.getTargetException().getMessage());
            return defaults;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a record without its canonical constructor", e);
        }
    }

    /** The component's value; {@code bound} holds those of the components before it. */
    private @Nullable Object component(
            String path, ObjectNode settings, RecordComponent component, Record defaults, @Nullable Object[] bound) {
        Object fallback = valueOf(component, defaults);
        if (component.isAnnotationPresent(Inline.class) && fallback instanceof Record inlined) {
            return record(path, settings, inlined);
        }
        JsonNode node = settings.get(key(component));
        if (node == null) {
            return fallback;
        }
        String where = path + key(component);
        if (component.getGenericType() instanceof ParameterizedType map) {
            return entries(where, node, (Class<?>) map.getActualTypeArguments()[1], bound);
        }
        return scalar(where, node, component.getType(), fallback);
    }

    /** A map from names to records; what an entry leaves out is taken from the parent's inlined record of that type. */
    private Map<String, Record> entries(String path, JsonNode node, Class<?> type, @Nullable Object[] bound) {
        Map<String, Record> entries = new HashMap<>();
        Record defaults = (Record)
                Arrays.stream(bound).filter(type::isInstance).findFirst().orElseThrow();
        node.properties().forEach(entry -> {
            String where = path + "." + entry.getKey() + ".";
            if (entry.getValue() instanceof ObjectNode settings) {
                checkKeys(where, settings, keys(type));
                entries.put(entry.getKey(), record(where, settings, defaults));
            } else {
                problems.add(path + "." + entry.getKey() + ": needs settings below it, such as `slo: 100ms`");
            }
        });
        return entries;
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

package dev.vernier.server.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a configuration as the file that would give it: the inverse of {@link ConfigReader}. */
public final class ConfigWriter {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();

    private ConfigWriter() {}

    /** The whole configuration; a setting whose default depends on the model, and that nobody has set, is left out. */
    public static String yaml(ServerConfig config) {
        try {
            return YAML.writeValueAsString(tree(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode tree(ServerConfig config) {
        ObjectNode tree = YAML.createObjectNode();
        write(config, tree);
        return tree;
    }

    private static void write(Record settings, ObjectNode tree) {
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            Object value = RecordBinder.valueOf(component, settings);
            if (component.isAnnotationPresent(Inline.class) && value instanceof Record inlined) {
                write(inlined, tree);
            } else if (value instanceof Record nested && RecordBinder.isTree(nested.getClass())) {
                write(nested, tree.putObject(RecordBinder.key(component)));
            } else if (value instanceof List<?> elements) {
                ArrayNode below = tree.putArray(RecordBinder.key(component));
                elements.forEach(element -> write((Record) element, below.addObject()));
            } else if (value instanceof Map<?, ?> entries) {
                ObjectNode below = tree.putObject(RecordBinder.key(component));
                new TreeMap<>(entries).forEach((name, entry) -> write((Record) entry, below.putObject((String) name)));
            } else {
                put(tree, RecordBinder.key(component), value);
            }
        }
    }

    private static void put(ObjectNode tree, String key, @Nullable Object value) {
        if (value instanceof Duration duration) {
            tree.put(key, Unit.TIME.format(duration.toNanos()));
        } else if (value instanceof ByteSize size) {
            tree.put(key, Unit.SIZE.format(size.bytes()));
        } else if (value instanceof Integer number) {
            tree.put(key, number);
        } else if (value instanceof Double number) {
            tree.put(key, number);
        } else if (value instanceof Boolean truth) {
            tree.put(key, truth);
        } else if (value != null) {
            tree.put(key, value.toString());
        }
    }
}

package dev.vernier.compressor.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts as JSON lines: {@code {"text":"...","pair":"...","label":"..."}}, pair and label left out where there are none. A label
 * may be a whole number.
 */
public final class TextFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TextFile() {}

    /**
     * Reads one text a line; empty lines are skipped.
     *
     * @throws IOException names the line that is not such an object
     */
    public static List<LabelledText> read(Path file) throws IOException {
        List<String> lines = lines(file);
        List<LabelledText> texts = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                texts.add(parse(lines.get(i), file + ", line " + (i + 1)));
            }
        }
        return texts;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not UTF-8", e);
        }
    }

    /** The file's bytes; the same texts give the same bytes. */
    public static byte[] bytes(List<LabelledText> texts) {
        StringBuilder lines = new StringBuilder();
        for (LabelledText text : texts) {
            ObjectNode line = JSON.createObjectNode().put("text", text.text());
            if (text.pair() != null) {
                line.put("pair", text.pair());
            }
            if (text.label() != null) {
                line.put("label", text.label());
            }
            lines.append(line).append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static LabelledText parse(String line, String place) throws IOException {
        JsonNode object;
        try {
            object = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IOException(place + ": not JSON; wanted {\"text\": \"...\", \"label\": \"...\"}", e);
        }
        JsonNode text = object.path("text");
        JsonNode pair = object.path("pair");
        JsonNode label = object.path("label");
        boolean isLabel = label.isTextual() || label.isIntegralNumber() || isAbsent(label);
        if (!text.isTextual() || text.textValue().isBlank() || !(pair.isTextual() || isAbsent(pair)) || !isLabel) {
            throw new IOException(place + ": wanted a string \"text\" that is not blank and, if any, a string \"pair\""
                    + " and a \"label\" that is a string or a whole number");
        }
        return new LabelledText(text.textValue(), pair.textValue(), isAbsent(label) ? null : label.asText());
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}

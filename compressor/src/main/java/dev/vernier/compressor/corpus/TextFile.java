package dev.vernier.compressor.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Labelled texts as JSON lines: {@code {"text":"...","label":"..."}}, the label left out where there is none. */
public final class TextFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TextFile() {}

    /**
     * Reads one text a line; empty lines are skipped.
     *
     * @throws IOException names the line that is not such an object
     */
    public static List<LabelledText> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<LabelledText> texts = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                texts.add(parse(lines.get(i), file + ", line " + (i + 1)));
            }
        }
        return texts;
    }

    /** The file's bytes; the same texts give the same bytes. */
    public static byte[] bytes(List<LabelledText> texts) {
        StringBuilder lines = new StringBuilder();
        for (LabelledText text : texts) {
            ObjectNode line = JSON.createObjectNode().put("text", text.text());
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
        JsonNode label = object.path("label");
        if (!text.isTextual() || text.textValue().isBlank() || !(label.isTextual() || label.isMissingNode())) {
            throw new IOException(
                    place + ": wanted a string \"text\" that is not blank and, if any, a string \"label\"");
        }
        return new LabelledText(text.textValue(), label.textValue());
    }
}

package dev.vernier.loadtest.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vernier.store.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts that a run sends.
 *
 * @param texts at least one
 */
public record Corpus(List<LabelledText> texts) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Corpus {
        texts = List.copyOf(texts);
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("there are no texts to send");
        }
    }

    /**
     * Reads one text a line: either a JSON object with {@code text} and perhaps {@code label} (the name or the index of
     * a class), or plain text.
     *
     * @param classes names of the classes, in the order of the model's output; empty where they are not known
     * @throws IOException when the file cannot be read, or a line is neither
     */
    public static Corpus read(Path file, List<String> classes) throws IOException {
        List<LabelledText> texts = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.startsWith("{")) {
                texts.add(parse(line, classes, file + " line " + number));
            } else if (!line.isBlank()) {
                texts.add(new LabelledText(line, -1, 0));
            }
        }
        if (texts.isEmpty()) {
            throw new IOException(
                    file + " holds no text; wanted is one a line, plain or {\"text\": ..., \"label\": ...}");
        }
        return new Corpus(texts);
    }

    private static LabelledText parse(String line, List<String> classes, String where) throws IOException {
        JsonNode object = JSON.readTree(line);
        if (!object.path("text").isTextual()) {
            throw new IOException(where + ": the object has no string \"text\"");
        }
        JsonNode label = object.path("label");
        int index = label.isInt() ? label.intValue() : classes.indexOf(label.asText());
        return new LabelledText(object.path("text").textValue(), index, 0);
    }

    /** The same texts with the lengths of their encodings. */
    public Corpus measuredBy(Tokenizer tokenizer, int maxTokens) {
        return new Corpus(texts.stream()
                .map(text -> new LabelledText(
                        text.text(),
                        text.label(),
                        tokenizer.encode(text.text(), null, maxTokens).length()))
                .toList());
    }

    /** The encoded requests for all texts. */
    public Bodies encoded(Ask ask) {
        return new Bodies(texts.stream().map(text -> ask.encode(text.text())).toArray(byte[][]::new));
    }

    public int size() {
        return texts.size();
    }

    public LabelledText text(int index) {
        return texts.get(index);
    }

    /** Whether every text has a known class. */
    public boolean isLabelled() {
        return texts.stream().allMatch(text -> text.label() >= 0);
    }
}

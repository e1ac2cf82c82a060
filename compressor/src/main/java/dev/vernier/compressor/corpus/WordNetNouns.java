package dev.vernier.compressor.corpus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The definitions of WordNet's noun synsets, labelled with their lexicographer file. Reads {@code data.noun} as wndb(5WN)
 * describes it: {@code offset lex_filenum ss_type ... | gloss}; lines that start with a blank are the licence.
 */
public final class WordNetNouns {
    private static final int FIRST_FILE = 4;

    /** Names of the lexicographer files 04 to 28, in their order; 03 (Tops) holds only the roots of the others. */
    public static final List<String> CLASSES = List.of(
            "act",
            "animal",
            "artifact",
            "attribute",
            "body",
            "cognition",
            "communication",
            "event",
            "feeling",
            "food",
            "group",
            "location",
            "motive",
            "object",
            "person",
            "phenomenon",
            "plant",
            "possession",
            "process",
            "quantity",
            "relation",
            "shape",
            "state",
            "substance",
            "time");

    private WordNetNouns() {}

    /** Reads every definition of the {@link #CLASSES}, in the file's order. Does not close the stream. */
    public static List<LabelledText> read(InputStream dataNoun) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(dataNoun, StandardCharsets.UTF_8));
        List<LabelledText> definitions = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            definition(line).ifPresent(definitions::add);
        }
        return definitions;
    }

    private static Optional<LabelledText> definition(String line) {
        int bar = line.indexOf(" | ");
        if (line.startsWith(" ") || bar < 0) {
            return Optional.empty();
        }
        int file = Integer.parseInt(line, line.indexOf(' ') + 1, line.indexOf(' ') + 3, 10);
        String text = withoutExamples(line.substring(bar + 3));
        return file < FIRST_FILE || text.isEmpty()
                ? Optional.empty()
                : Optional.of(new LabelledText(text, CLASSES.get(file - FIRST_FILE)));
    }

    /** A gloss is its definitions, then its examples in quotes, all divided by semicolons. */
    private static String withoutExamples(String gloss) {
        if (gloss.startsWith("\"")) {
            return "";
        }
        int example = gloss.indexOf("; \"");
        String definitions = (example < 0 ? gloss : gloss.substring(0, example)).strip();
        return definitions.endsWith(";")
                ? definitions.substring(0, definitions.length() - 1).strip()
                : definitions;
    }
}

package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vernier.compressor.corpus.Split;
import dev.vernier.compressor.corpus.SplitSizes;
import dev.vernier.compressor.corpus.WordNetNouns;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Heads;
import dev.vernier.compressor.graph.Normalization;
import dev.vernier.compressor.graph.OnnxReader;
import dev.vernier.compressor.graph.Pooling;
import dev.vernier.store.tokenizer.Encoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The real model that the demo uses, and sentences for it. */
public final class MiniLm {
    private static final JsonNode VOCABULARY = vocabulary();

    private MiniLm() {}

    /** The file as it comes. */
    public static byte[] bytes() {
        try (InputStream in = resource("/all-minilm-l6-v2.onnx")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Normalised, pooled by the mean. */
    static Graph pooled() {
        return Heads.pooled(Normalization.apply(OnnxReader.read(bytes())), Pooling.MEAN);
    }

    /** Greedy longest-match pieces, as WordPiece does for plain English. */
    static Encoding encode(String text) {
        List<Integer> ids = new ArrayList<>(List.of(id("[CLS]")));
        for (String word : text.toLowerCase(Locale.ROOT).split(" |(?<=\\W)|(?=\\W)", -1)) {
            String prefix = "";
            for (int from = 0; from < word.length(); ) {
                int to = word.length();
                while (!VOCABULARY.has(prefix + word.substring(from, to))) {
                    to--;
                }
                ids.add(id(prefix + word.substring(from, to)));
                prefix = "##";
                from = to;
            }
        }
        ids.add(id("[SEP]"));
        return new Encoding(ids.stream().mapToInt(Integer::intValue).toArray(), ids.size(), ids.size());
    }

    /** So many definitions of WordNet, from all over it. */
    static List<Encoding> definitions(int count) {
        try (InputStream in = resource("/net/sf/extjwnl/data/wordnet/wn31/data.noun")) {
            return Split.of(WordNetNouns.read(in), new SplitSizes(0, count, 1)).calibration().stream()
                    .map(text -> encode(text.text()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int id(String piece) {
        return VOCABULARY.get(piece).asInt();
    }

    private static JsonNode vocabulary() {
        try (InputStream in = resource("/all-minilm-l6-v2-tokenizer.json")) {
            return new ObjectMapper().readTree(in).get("model").get("vocab");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(MiniLm.class.getResourceAsStream(name), name);
    }
}

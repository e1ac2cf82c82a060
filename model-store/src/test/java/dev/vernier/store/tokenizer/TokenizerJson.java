package dev.vernier.store.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A tokenizer.json of BERT's type in the making; {@link #root} is there to be changed further. */
final class TokenizerJson {
    final ObjectNode root = new ObjectMapper().createObjectNode();
    private final ObjectNode vocabulary;

    TokenizerJson() {
        root.put("version", "1.0").putArray("added_tokens");
        normalize(new BertNormalizer.Steps(true, true, true, true));
        root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        vocabulary = root.putObject("model")
                .put("type", "WordPiece")
                .put("unk_token", "[UNK]")
                .put("continuing_subword_prefix", "##")
                .put("max_input_chars_per_word", 100)
                .putObject("vocab");
        word("[UNK]").word("[CLS]").word("[SEP]");
    }

    TokenizerJson word(String token) {
        if (!vocabulary.has(token)) {
            vocabulary.put(token, vocabulary.size());
        }
        return this;
    }

    TokenizerJson normalize(BertNormalizer.Steps steps) {
        root.putObject("normalizer")
                .put("type", "BertNormalizer")
                .put("clean_text", steps.cleanText())
                .put("handle_chinese_chars", steps.handleChineseChars())
                .put("strip_accents", steps.stripAccents())
                .put("lowercase", steps.lowercase());
        return this;
    }

    TokenizerJson add(AddedToken token) {
        root.withArray("added_tokens")
                .addObject()
                .put("id", token.id())
                .put("content", token.content())
                .put("single_word", token.isSingleWord())
                .put("lstrip", token.stripsLeft())
                .put("rstrip", token.stripsRight())
                .put("normalized", token.isNormalized())
                .put("special", !token.isNormalized());
        return this;
    }

    /** Replaces a part, such as post_processor, by a piece of JSON in which ' stands for ". */
    TokenizerJson set(String part, String json) {
        try {
            root.set(part, new ObjectMapper().readTree(json.replace('\'', '"')));
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Path write(Path directory) {
        try {
            Path file = directory.resolve("tokenizer.json");
            new ObjectMapper().writeValue(file.toFile(), root);
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

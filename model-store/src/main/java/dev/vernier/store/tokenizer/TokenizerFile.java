package dev.vernier.store.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vernier.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A tokenizer.json of Hugging Face's library, and the parts of it that BERT's tokenizer needs. */
final class TokenizerFile {
    /** A vocabulary's field names are all different and read once: keeping them for reuse doubles the time. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final Path file;
    private final JsonNode root;

    private TokenizerFile(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    static TokenizerFile read(Path file) {
        try {
            JsonNode root = new ObjectMapper(JSON).readTree(file.toFile());
            if (!root.path("model").isObject()) {
                throw new StoreException(file + ": not a tokenizer.json: it has no object \"model\"");
            }
            return new TokenizerFile(file, root);
        } catch (IOException failure) {
            throw new StoreException(file + ": not readable as a tokenizer.json: " + failure.getMessage(), failure);
        }
    }

    /** Whether {@link #wordPiece} understands everything that the file asks for. */
    boolean isBert() {
        JsonNode processor = root.path("post_processor");
        return isType(root.path("model"), "WordPiece")
                && isType(root.path("normalizer"), "BertNormalizer")
                && isType(root.path("pre_tokenizer"), "BertPreTokenizer")
                && (isAbsent(processor)
                        || isType(processor, "BertProcessing")
                        || (isType(processor, "TemplateProcessing") && hasPlainTemplates(processor)));
    }

    private static boolean hasPlainTemplates(JsonNode processor) {
        return TemplateReader.isPlain(processor.path("single"), 1) && TemplateReader.isPlain(processor.path("pair"), 2);
    }

    Tokenizer wordPiece() {
        Map<String, Integer> vocabulary = vocabulary();
        BertNormalizer normalizer = new BertNormalizer(normalizerSteps());
        JsonNode model = root.path("model");
        WordPiece wordPiece = new WordPiece(
                vocabulary,
                field(model, "model", "continuing_subword_prefix", JsonNode::isTextual)
                        .textValue(),
                unknownId(vocabulary),
                field(model, "model", "max_input_chars_per_word", JsonNode::canConvertToInt)
                        .intValue());
        TemplateReader templates = new TemplateReader(this, root.path("post_processor"));
        return new WordPieceTokenizer(
                normalizer, wordPiece, addedTokens(vocabulary), templates.single(), templates.pair());
    }

    private int unknownId(Map<String, Integer> vocabulary) {
        String unknown = field(root.path("model"), "model", "unk_token", JsonNode::isTextual)
                .textValue();
        Integer id = vocabulary.get(unknown);
        if (id == null) {
            throw broken("model.unk_token is \"" + unknown + "\", which model.vocab does not have");
        }
        return id;
    }

    private Map<String, Integer> vocabulary() {
        JsonNode vocab = field(root.path("model"), "model", "vocab", JsonNode::isObject);
        Map<String, Integer> ids = new HashMap<>(2 * vocab.size());
        vocab.properties().forEach(entry -> {
            if (!isId(entry.getValue())) {
                throw broken("model.vocab." + entry.getKey() + " is " + entry.getValue() + ", not a token id");
            }
            ids.put(entry.getKey(), entry.getValue().intValue());
        });
        return ids;
    }

    private BertNormalizer.Steps normalizerSteps() {
        JsonNode normalizer = root.path("normalizer");
        boolean lowercase = flag(normalizer, "normalizer", "lowercase");
        return new BertNormalizer.Steps(
                flag(normalizer, "normalizer", "clean_text"),
                flag(normalizer, "normalizer", "handle_chinese_chars"),
                isAbsent(normalizer.path("strip_accents"))
                        ? lowercase
                        : flag(normalizer, "normalizer", "strip_accents"),
                lowercase);
    }

    private List<AddedToken> addedTokens(Map<String, Integer> vocabulary) {
        List<AddedToken> tokens = new ArrayList<>();
        for (JsonNode token : root.path("added_tokens")) {
            String content =
                    field(token, "added_tokens", "content", JsonNode::isTextual).textValue();
            int id = field(token, "added_tokens", "id", TokenizerFile::isId).intValue();
            tokens.add(new AddedToken(
                    content,
                    vocabulary.getOrDefault(content, id),
                    flag(token, "added_tokens", "single_word"),
                    flag(token, "added_tokens", "lstrip"),
                    flag(token, "added_tokens", "rstrip"),
                    flag(token, "added_tokens", "normalized")));
        }
        return tokens;
    }

    private boolean flag(JsonNode parent, String path, String name) {
        return field(parent, path, name, JsonNode::isBoolean).booleanValue();
    }

    JsonNode field(JsonNode parent, String path, String name, Predicate<JsonNode> isRight) {
        JsonNode value = parent.path(name);
        if (!isRight.test(value)) {
            String found = value.isMissingNode() ? "missing" : value.toString();
            throw broken(path + "." + name + " is " + found + ", which a file of type WordPiece must not have there");
        }
        return value;
    }

    StoreException broken(String what) {
        return new StoreException(file + ": broken tokenizer.json: " + what);
    }

    static boolean isId(JsonNode value) {
        return value.canConvertToInt() && value.isIntegralNumber() && value.intValue() >= 0;
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static boolean isType(JsonNode part, String type) {
        return part.path("type").asText().equals(type);
    }
}

package dev.vernier.store.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads where a tokenizer.json wants its special tokens. */
final class TemplateReader {
    private final TokenizerFile file;
    private final JsonNode processor;

    TemplateReader(TokenizerFile file, JsonNode processor) {
        this.file = file;
        this.processor = processor;
    }

    /** Whether a template has each text once, in order, and types that go from 0 to 1 once at the most. */
    static boolean isPlain(JsonNode template, int texts) {
        StringBuilder order = new StringBuilder();
        long type = 0;
        for (JsonNode part : template) {
            long partType = part.elements().next().path("type_id").asLong();
            if (partType < type || partType > 1) {
                return false;
            }
            type = partType;
            order.append(part.path("Sequence").path("id").asText());
        }
        return order.toString().equals(texts == 1 ? "A" : "AB");
    }

    Template single() {
        return switch (processor.path("type").asText()) {
            case "TemplateProcessing" -> fromTemplate("single");
            case "BertProcessing" -> new Template(List.of(special("cls"), Template.FIRST, special("sep")), 3);
            default -> new Template(List.of(Template.FIRST), 1);
        };
    }

    Template pair() {
        return switch (processor.path("type").asText()) {
            case "TemplateProcessing" -> fromTemplate("pair");
            case "BertProcessing" -> {
                int sep = special("sep");
                yield new Template(List.of(special("cls"), Template.FIRST, sep, Template.SECOND, sep), 3);
            }
            default -> new Template(List.of(Template.FIRST, Template.SECOND), 1);
        };
    }

    private int special(String name) {
        JsonNode id = processor.path(name).path(1);
        if (!TokenizerFile.isId(id)) {
            throw file.broken("post_processor." + name + " is " + processor.path(name)
                    + ", it should be a token and its id, such as [\"[SEP]\", 102]");
        }
        return id.intValue();
    }

    private Template fromTemplate(String name) {
        List<Integer> parts = new ArrayList<>();
        int partsOfTypeZero = 0;
        for (JsonNode part : processor.path(name)) {
            JsonNode special = part.path("SpecialToken");
            if (special.isMissingNode()) {
                parts.add(part.path("Sequence").path("id").asText().equals("A") ? Template.FIRST : Template.SECOND);
            } else {
                parts.addAll(ids(special.path("id").asText()));
            }
            boolean isTypeZero = part.elements().next().path("type_id").asInt() == 0;
            partsOfTypeZero = isTypeZero ? parts.size() : partsOfTypeZero;
        }
        return new Template(parts, partsOfTypeZero);
    }

    private List<Integer> ids(String special) {
        JsonNode ids = processor.path("special_tokens").path(special).path("ids");
        List<Integer> found = new ArrayList<>();
        for (JsonNode id : ids) {
            if (!TokenizerFile.isId(id)) {
                throw file.broken("post_processor.special_tokens." + special + ".ids has " + id + ", not a token id");
            }
            found.add(id.intValue());
        }
        if (found.isEmpty()) {
            throw file.broken("post_processor.special_tokens has no ids of " + special + ", which its templates use");
        }
        return found;
    }
}

package dev.vernier.store.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Tokenizers with a tiny vocabulary and every option at random, and texts in which their tokens meet all the time. */
final class SmallTokenizers {
    private static final List<String> PIECES = List.of(
            "a", "b", "ab", "ba", "A", "É", "é", "e\u0301", "İ", "1", "_", "-", ".", "[X]", "[Y]", "x y", "ab[", "中",
            "豈", " ", "  ", "\t", "\u00A0", "\u0000", "\u200B", "\u200D", "##a", "@@b", "👍", "𠀀", "각", "\u0301");
    private static final List<String> PREFIXES = List.of("##", "##", "@@", "", "a");
    /** A token of which cleaning leaves nothing makes the original fail in native code, taking the process along. */
    private static final List<String> LASTING_PIECES = List.of("a", "b", "-", "[X]", "[Y]", "x y", "中");

    private static final String TEMPLATES =
            "{'type':'TemplateProcessing','single':[%s],'pair':[%s],'special_tokens':{'[CLS]':{'id':'[CLS]','ids':[1],"
                    + "'tokens':['[CLS]']},'[SEP]':{'id':'[SEP]','ids':[2,1],'tokens':['[SEP]','[CLS]']}}}";
    private static final String CLS = "{'SpecialToken':{'id':'[CLS]','type_id':0}}";
    private static final String A = "{'Sequence':{'id':'A','type_id':0}}";
    private static final String B = "{'Sequence':{'id':'B','type_id':1}}";
    private static final String SEP_0 = "{'SpecialToken':{'id':'[SEP]','type_id':0}}";
    private static final String SEP_1 = "{'SpecialToken':{'id':'[SEP]','type_id':1}}";

    private final Random random;

    SmallTokenizers(Random random) {
        this.random = random;
    }

    TokenizerJson next() {
        TokenizerJson json =
                new TokenizerJson().normalize(new BertNormalizer.Steps(chance(), chance(), chance(), chance()));
        String prefix = one(PREFIXES);
        json.root
                .withObject("/model")
                .put("continuing_subword_prefix", prefix)
                .put("max_input_chars_per_word", chance() ? 100 : 3);
        for (int i = 0; i < 30; i++) {
            json.word((chance() ? prefix : "") + one(PIECES));
        }
        addTokens(json);
        return json.set("post_processor", processor());
    }

    /** A token that the vocabulary lacks has the next free id, as in every file that the original has written. */
    private void addTokens(TokenizerJson json) {
        Set<String> contents = new LinkedHashSet<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            contents.add(text(random.nextInt(2)) + one(LASTING_PIECES) + text(random.nextInt(2)));
        }
        JsonNode vocabulary = json.root.at("/model/vocab");
        int next = vocabulary.size();
        for (String content : contents) {
            int id = vocabulary.path(content).asInt(next);
            next = Math.max(next, id + 1);
            json.add(new AddedToken(content, id, chance(), chance(), chance(), chance()));
        }
    }

    private String processor() {
        return switch (random.nextInt(4)) {
            case 0 -> "null";
            case 1 -> "{'type':'BertProcessing','sep':['[SEP]',2],'cls':['[CLS]',1]}";
            case 2 -> TEMPLATES.formatted(A, String.join(",", A, SEP_0, B));
            default -> TEMPLATES.formatted(String.join(",", CLS, A, SEP_0), String.join(",", CLS, A, SEP_0, B, SEP_1));
        };
    }

    String text() {
        return text(random.nextInt(20));
    }

    private String text(int pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            text.append(one(PIECES));
        }
        return text.toString();
    }

    private boolean chance() {
        return random.nextBoolean();
    }

    private String one(List<String> strings) {
        return strings.get(random.nextInt(strings.size()));
    }
}

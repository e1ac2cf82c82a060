package dev.vernier.store.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizersTest {
    @TempDir
    Path directory;

    @Test
    void saysWhichFileIsMissing() {
        Path missing = directory.resolve("missing.json");
        assertThatThrownBy(() -> Tokenizers.load(missing))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(missing.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "not json", "{\"model\":", "[]", "{}", "{\"model\":1}", "{\"model\":{\"type\":\"BPE\"}}"})
    void refusesWhatIsNoTokenizer(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("tokenizer.json"), content);
        assertThatThrownBy(() -> Tokenizers.load(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("tokenizer.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "model          | {'type':'WordPiece','vocab':{}}                   | model.continuing_subword_prefix is missing",
                "model          | {'type':'WordPiece','continuing_subword_prefix':'','max_input_chars_per_word':1,"
                        + "'vocab':{'a':-1}} | model.vocab.a is -1, not a token id",
                "model          | {'type':'WordPiece','continuing_subword_prefix':'','max_input_chars_per_word':1,"
                        + "'unk_token':'?','vocab':{'a':1}} | model.unk_token is \"?\", which model.vocab does not have",
                "normalizer     | {'type':'BertNormalizer','clean_text':1}          | normalizer.lowercase is missing",
                "added_tokens   | [{'id':0}]                                        | added_tokens.content is missing",
                "post_processor | {'type':'BertProcessing','sep':['s',2],'cls':'c'} | post_processor.cls is \"c\"",
                "post_processor | {'type':'TemplateProcessing','single':[{'Sequence':{'id':'A','type_id':0}}],"
                        + "'pair':[{'Sequence':{'id':'A','type_id':0}},{'SpecialToken':{'id':'[X]','type_id':0}},"
                        + "{'Sequence':{'id':'B','type_id':0}}]} | no ids of [X]"
            })
    void saysWhatIsBroken(String part, String json, String message) {
        Path file = new TokenizerJson().set(part, json).write(directory);
        assertThatThrownBy(() -> Tokenizers.load(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void opensBertWithItsOwnImplementation() {
        try (Tokenizer tokenizer = Tokenizers.load(new TokenizerJson().write(directory))) {
            assertThat(tokenizer.isNonBlocking()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 9, 6, 3})
    void opensOtherTypesWithTheNativeLibrary(int maxTokens) {
        Path file = new TokenizerJson()
                .set("normalizer", "{'type':'Lowercase'}")
                .set("pre_tokenizer", "{'type':'Whitespace'}")
                .set("post_processor", "{'type':'BertProcessing','sep':['[SEP]',2],'cls':['[CLS]',1]}")
                .set("model", "{'type':'WordLevel','unk_token':'[UNK]','vocab':{'[UNK]':0,'[CLS]':1,'[SEP]':2,'a':3}}")
                .write(directory);
        try (Oracle oracle = Oracle.of(file, maxTokens)) {
            assertThat(oracle.tested.isNonBlocking()).isFalse();
            assertThat(oracle.difference("A a b a a", null)).isEmpty();
            assertThat(oracle.difference("A a b a a", "a b")).isEmpty();
            assertThat(oracle.difference("", "a b a a a a")).isEmpty();
            assertThat(oracle.tested.encode("a a a a a a", "a", maxTokens).untruncatedLength())
                    .isEqualTo(10);
            assertThatThrownBy(() -> oracle.tested.encode("a", "a", 2)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}

package dev.vernier.store.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorTest {
    private static final String X86 = """
            processor\t: 0
            model name\t: AMD EPYC 9B45
            flags\t\t: fpu avx2 sha_ni avx512_vnni avx512_bf16

            processor\t: 1
            model name\t: another
            """;

    @Test
    void readsAnX86Processor() {
        Processor processor = Processor.parse(X86);

        assertThat(processor.name()).isEqualTo("AMD EPYC 9B45");
        assertThat(processor.flags()).containsExactly("avx2", "avx512_bf16", "avx512_vnni", "fpu", "sha_ni");
        assertThat(processor.isa()).containsExactly("avx2", "avx512_bf16", "avx512_vnni");
    }

    @Test
    void readsAnArmProcessor() {
        Processor processor = Processor.parse("Features\t: fp asimd asimddp i8mm");

        assertThat(processor.isa()).containsExactly("asimd", "asimddp", "i8mm");
        assertThat(processor.name()).isEqualTo(System.getProperty("os.arch"));
    }

    @Test
    void readsWhatSaysNothing() {
        assertThat(Processor.parse("").flags()).isEmpty();
    }

    @Test
    void changesItsKeyWithItsFeaturesAndNotWithTheirOrder() {
        String key = Processor.parse(X86).key();

        assertThat(Processor.parse(X86.replace("fpu avx2", "avx2 fpu")).key()).isEqualTo(key);
        assertThat(Processor.parse(X86.replace("avx512_vnni", "avx_vnni")).key())
                .isNotEqualTo(key);
        assertThat(Processor.parse(X86.replace("9B45", "9B14")).key()).isNotEqualTo(key);
    }
}

package dev.vernier.compressor.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.passes.MiniLm;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BlockMatcherTest {
    @Test
    void findsTheBlocksOfARealEncoder() {
        List<Block> blocks = BlockMatcher.match(Normalization.apply(OnnxReader.read(MiniLm.bytes())));

        assertThat(blocks).hasSize(6);
        assertThat(blocks)
                .extracting(block -> block.key().matMul().name())
                .containsExactly(
                        "/encoder/layer.0/attention/self/key/MatMul",
                        "/encoder/layer.1/attention/self/key/MatMul",
                        "/encoder/layer.2/attention/self/key/MatMul",
                        "/encoder/layer.3/attention/self/key/MatMul",
                        "/encoder/layer.4/attention/self/key/MatMul",
                        "/encoder/layer.5/attention/self/key/MatMul");
        Block.FeedForward last = Objects.requireNonNull(blocks.get(5).feedForward());
        assertThat(last.up().matMul().name()).isEqualTo("/encoder/layer.5/intermediate/dense/MatMul");
        assertThat(last.down().matMul().name()).isEqualTo("/encoder/layer.5/output/dense/MatMul");
        assertThat(last.activation()).extracting(Node::op).containsExactlyInAnyOrder("Div", "Erf", "Add", "Mul", "Mul");
    }
}

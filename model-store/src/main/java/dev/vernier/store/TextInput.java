package dev.vernier.store;

import org.jspecify.annotations.Nullable;

/**
 * How a version turns text into its input tensors.
 *
 * @param tokenizer digest of the blob with the tokenizer.json
 * @param ids name of the input that takes token ids, [batch, sequence] INT64
 * @param mask name of the input that is 1 for tokens and 0 for padding
 * @param types name of the input that tells a pair's two texts apart, null where the graph has none
 * @param maxTokens the longest row that the graph takes, special tokens included
 * @param vocabulary ids run from 0 to this number, excluded: the rows of the graph's embedding table
 */
public record TextInput(
        String tokenizer, String ids, String mask, @Nullable String types, int maxTokens, int vocabulary) {}

package dev.vernier.loadtest.load;

/**
 * One text to send.
 *
 * @param label index of its true class; -1 where it is not known
 * @param tokens length of its encoding, special tokens included; 0 where it is not known
 */
public record LabelledText(String text, int label, int tokens) {}

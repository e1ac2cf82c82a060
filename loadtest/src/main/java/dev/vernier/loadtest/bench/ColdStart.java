package dev.vernier.loadtest.bench;

/**
 * One start of a server.
 *
 * @param firstAnswerMillis from the start of the process to the first answer
 * @param residentMib memory when every variant has answered
 */
record ColdStart(double firstAnswerMillis, double residentMib) {}

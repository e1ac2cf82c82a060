/** What an operator can set: one tree of records, read from a YAML file, the environment and flags. */
@NullMarked
package dev.vernier.server.config;

import org.jspecify.annotations.NullMarked;

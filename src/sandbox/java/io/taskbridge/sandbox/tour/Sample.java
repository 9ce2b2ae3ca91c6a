package io.taskbridge.sandbox.tour;

import java.util.List;

/**
 * A request that shows one thing.
 *
 * @param id key of the record and, when the value can hold it, the request id
 * @param shows what it is there for, in a few words
 * @param value the record's value as it is sent
 * @param commands values for {@code task-commands}, sent in this order once it runs
 */
record Sample(String id, String shows, String value, List<String> commands, Expectation expected) {
  Sample {
    commands = List.copyOf(commands);
  }

  Sample(String id, String shows, String value, Expectation expected) {
    this(id, shows, value, List.of(), expected);
  }
}

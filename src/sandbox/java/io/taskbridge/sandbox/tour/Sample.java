package io.taskbridge.sandbox.tour;

/**
 * A request that shows one thing.
 *
 * @param id key of the record and, when the value can hold it, the request id
 * @param shows what it is there for, in a few words
 * @param value the record's value as it is sent
 */
record Sample(String id, String shows, String value, Expectation expected) {}

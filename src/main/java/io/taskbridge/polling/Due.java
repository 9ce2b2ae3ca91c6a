package io.taskbridge.polling;

/**
 * Something to ask about that stands in the API's list.
 *
 * @param key its name there
 * @param createdAt its creation time, in the API's unit
 * @param alone whether pages of the list that begin with it are known to hold little else of ours
 */
record Due<K>(K key, long createdAt, boolean alone) {}

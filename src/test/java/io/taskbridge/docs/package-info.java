/**
 * Checks that the documents say what the code does: settings, metrics, codes, log messages, links
 * and examples. Run with {@code -Ddocs.update} to write the generated tables anew.
 */
package io.taskbridge.docs;

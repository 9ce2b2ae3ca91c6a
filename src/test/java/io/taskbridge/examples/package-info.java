/** Tries what {@code src/docs/examples} offers to paste. */
package io.taskbridge.examples;

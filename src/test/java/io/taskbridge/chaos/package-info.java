/**
 * Breaks what can be broken on one machine while requests come in, and judges what came of it: the
 * outputs, read committed, against the simulated API's own record.
 */
package io.taskbridge.chaos;

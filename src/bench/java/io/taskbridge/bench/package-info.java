/**
 * Measures: what the bridge costs and how fast it is, beside what the same machine can do at most.
 *
 * <p>A broker, a simulated task API and the packaged bridge run as processes of their own, on
 * loopback; every load has an end, and every process ends with it. Each scenario prints a small
 * table and one line of JSON. The micro-benchmarks stand beside the code that they measure, in the
 * packages of the same names.
 */
package io.taskbridge.bench;

/**
 * The task API, simulated over real HTTP on loopback: submit, list, get, cancel, events, profiles,
 * files, extensions, with its traps.
 *
 * <p>One event loop thread owns all state, so nothing in here is locked. A call flows {@code
 * HttpFront -> FaultEngine -> routes -> Timeline/TaskStore -> Answer -> FaultEngine ->
 * AnswerWriter}; {@code /control} changes the settings, {@code /record} tells what was asked. How a
 * task goes is a {@link io.taskbridge.sandbox.api.TaskScript}, taken from the request's {@code
 * metadata}. The table of keys is in {@code src/sandbox/README.md}.
 */
package io.taskbridge.sandbox.api;

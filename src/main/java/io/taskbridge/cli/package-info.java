/**
 * The command line: verbs for a person at a terminal, in the same jar. In come words and the
 * settings of the bridge, out go a few sentences and an exit code. A verb starts no bridge and
 * joins no consumer group; without a verb this room hands over to the bridge at once. Nobody knows
 * this room.
 */
package io.taskbridge.cli;

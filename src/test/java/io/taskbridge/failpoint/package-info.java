/**
 * Kills the packaged bridge at a named point, from inside and for real: an agent that is put before
 * the untouched jar. Nothing of it is in the bridge; it is found at its methods by name, so a
 * method that is renamed shows as a point that is never reached.
 */
package io.taskbridge.failpoint;

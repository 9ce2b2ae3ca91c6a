/**
 * The whole bridge between a real broker and the simulated task API. What a user may rely on is
 * tested here, from outside: records go in, records come out, and the API's own record tells what
 * it was asked.
 */
package io.taskbridge.bridge;

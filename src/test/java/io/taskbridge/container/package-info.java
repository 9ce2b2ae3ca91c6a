/**
 * The services of deploy/compose.yaml as containers, started by Testcontainers: what is tested is
 * what the file says. In: the file and the images it names. Out: addresses, and figures of images.
 */
package io.taskbridge.container;

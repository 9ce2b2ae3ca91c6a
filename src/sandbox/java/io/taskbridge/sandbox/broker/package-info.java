/** A real Kafka broker and controller (KRaft) inside this JVM, on loopback only. */
package io.taskbridge.sandbox.broker;

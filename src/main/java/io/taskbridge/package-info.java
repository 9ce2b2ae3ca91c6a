/** Kafka Task Bridge: drives long-running tasks behind a REST API from Kafka topics. */
package io.taskbridge;

package io.taskbridge.taskapi;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.client.api.LoggingScope;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

/** Builds the REST client so that nothing in it repeats, redirects, queues or logs a call. */
final class TaskResources {
  /**
   * A server that closes an idle connection just as we write makes a submit ambiguous, so we close
   * first: widespread servers wait no less than 5 s. One that names its own time is believed.
   */
  private static final int IDLE_SECONDS = 3;

  private static final int IDLE_CHECK_MILLIS = 500;

  private TaskResources() {}

  static <T> T build(
      Class<T> resource, TaskApiSettings settings, RestTaskApi.RestClientCustomizer customizer) {
    QuarkusRestClientBuilder builder = QuarkusRestClientBuilder.newBuilder();
    customizer.customize(builder);
    return builder
        .baseUri(settings.baseUrl())
        .connectTimeout(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .property(QuarkusRestClientProperties.CONNECTION_POOL_SIZE, settings.maxConnections())
        // The client's own time-out starts anew with every byte, and is one for all calls.
        .property(QuarkusRestClientProperties.READ_TIMEOUT, 0L)
        .followRedirects(false)
        .disableDefaultMapper(true)
        .loggingScope(LoggingScope.NONE)
        .userAgent("kafka-task-bridge")
        .register(new ExchangeFilter())
        .httpClientOptionsCustomizer(options -> limit(options, settings))
        .httpClientRequestCustomizer(Exchange::beforeSending)
        .build(resource);
  }

  private static void limit(HttpClientOptions options, TaskApiSettings settings) {
    options
        .setProtocolVersion(HttpVersion.HTTP_1_1)
        .setUseAlpn(false)
        .setPipelining(false)
        .setKeepAlive(true)
        .setKeepAliveTimeout(IDLE_SECONDS)
        .setPoolCleanerPeriod(IDLE_CHECK_MILLIS)
        .setSslHandshakeTimeout(settings.connectTimeout().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        // A call that found no connection would wait here unseen: rather tell it at once.
        .setMaxWaitQueueSize(0);
  }

  static void close(Object resource) {
    try {
      ((Closeable) resource).close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.taskbridge.attachment;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.AttachmentSource;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Fetches attachments over HTTP, safe against being sent to where only the bridge can reach: a host
 * must be in the allow-list, is looked up once, and is connected to at the very address that was
 * judged; host header, SNI and certificate are the name's all the same. Each redirect goes through
 * the same. Nothing is ever asked twice here.
 *
 * <p>It has threads of its own, so that neither a slow name server nor its metrics of addresses
 * touch the rest of the bridge.
 */
public final class UrlAttachmentSource implements AttachmentSource, AutoCloseable {
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
  private static final int WORKERS = 8;
  private static final int MOST_PER_HOST = 64;

  private final UrlRules.Checks checks;
  private final Duration timeout;
  private final Resolver resolver;
  private final Vertx vertx;
  private final HttpClient client;

  private UrlAttachmentSource(
      UrlRules rules,
      Duration timeout,
      Resolver resolver,
      UnaryOperator<HttpClientOptions> customizer) {
    this.checks = rules.checks();
    this.timeout = timeout;
    this.resolver = requireNonNull(resolver, "resolver");
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    this.client = vertx.createHttpClient(limited(customizer.apply(new HttpClientOptions())));
  }

  /**
   * Opens a source; it connects with the first fetch.
   *
   * @param timeout for one fetch with all that belongs to it: names, connections, redirects,
   *     content
   * @throws IllegalArgumentException with a sentence, when the time makes no sense
   */
  public static UrlAttachmentSource open(UrlRules rules, Duration timeout) {
    return open(rules, timeout, Resolver.SYSTEM, UnaryOperator.identity());
  }

  /**
   * @param customizer sets what a test needs, like trust; the limits are set afterwards
   */
  static UrlAttachmentSource open(
      UrlRules rules,
      Duration timeout,
      Resolver resolver,
      UnaryOperator<HttpClientOptions> customizer) {
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "bridge.attachments.url-timeout (BRIDGE_ATTACHMENTS_URL_TIMEOUT) must be at least 1 ms");
    }
    return new UrlAttachmentSource(rules, timeout, resolver, customizer);
  }

  private HttpClientOptions limited(HttpClientOptions options) {
    int connect = (int) Math.min(LONGEST_CONNECT.toMillis(), timeout.toMillis());
    return options
        .setProtocolVersion(HttpVersion.HTTP_1_1)
        .setUseAlpn(false)
        .setVerifyHost(true)
        .setTrustAll(false)
        .setDecompressionSupported(false)
        .setConnectTimeout(connect)
        .setSslHandshakeTimeout(connect)
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxPoolSize(MOST_PER_HOST)
        // A connection is of one name at one address, and of one fetch.
        .setKeepAlive(false);
  }

  @Override
  public CompletionStage<Fetched> fetch(URI url, int maxBytes) {
    CompletableFuture<Fetched> promise = new CompletableFuture<>();
    Fetch fetch =
        new Fetch(checks, resolver, client, vertx.getOrCreateContext(), promise, maxBytes);
    long timer =
        vertx.setTimer(
            timeout.toMillis(),
            expired -> fetch.end(new Fetched.Failed("it was not there within " + timeout)));
    promise.whenComplete((fetched, defect) -> vertx.cancelTimer(timer));
    fetch.start(url);
    return promise;
  }

  @Override
  public void close() {
    client.close();
    vertx.close();
  }
}

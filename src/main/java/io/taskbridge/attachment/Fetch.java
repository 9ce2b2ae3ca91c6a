package io.taskbridge.attachment;

import io.taskbridge.task.AttachmentSource.Fetched;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One fetch, from an address to its content, redirects included. Lives on one event loop; only
 * {@link #start} and {@link #end} may be called from elsewhere.
 */
final class Fetch {
  static final int MOST_REDIRECTS = 3;
  private static final int OK = 200;
  private static final int SERVER_ERROR = 500;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** It was not the address's fault: time-out, too early, too many. */
  private static final Set<Integer> LATER = Set.of(408, 425, 429);

  private final UrlRules.Checks checks;
  private final Resolver resolver;
  private final HttpClient client;
  private final Context loop;
  private final CompletableFuture<Fetched> promise;
  private final int maxBytes;
  private HttpClientRequest current;
  private int redirects;

  Fetch(
      UrlRules.Checks checks,
      Resolver resolver,
      HttpClient client,
      Context loop,
      CompletableFuture<Fetched> promise,
      int maxBytes) {
    this.checks = checks;
    this.resolver = resolver;
    this.client = client;
    this.loop = loop;
    this.promise = promise;
    this.maxBytes = maxBytes;
  }

  void start(URI url) {
    loop.runOnContext(now -> follow(url));
  }

  /** Whatever is still under way is dropped, its connection closed. */
  void end(Fetched outcome) {
    promise.complete(outcome);
    loop.runOnContext(
        now -> {
          if (current != null) {
            current.reset();
          }
        });
  }

  private void follow(URI url) {
    String objection = checks.objection(url);
    if (objection != null) {
      end(new Fetched.Refused(where(objection)));
      return;
    }
    loop.executeBlocking(() -> resolver.resolve(url.getHost()), false)
        .onComplete(found -> resolved(url, found));
  }

  private void resolved(URI url, AsyncResult<List<InetAddress>> found) {
    if (promise.isDone()) {
      return;
    }
    if (found.failed()) {
      end(new Fetched.Failed(where("the host '" + url.getHost() + "' is not found")));
      return;
    }
    String objection = checks.objection(url.getHost(), found.result());
    if (objection != null) {
      end(new Fetched.Refused(where(objection)));
    } else {
      connect(url, found.result(), 0);
    }
  }

  /** Tries one address of those that were judged; the next one if nobody is there. */
  private void connect(URI url, List<InetAddress> addresses, int index) {
    int port = AllowedHost.port(url);
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setServer(SocketAddress.inetSocketAddress(port, addresses.get(index).getHostAddress()))
            .setHost(url.getHost())
            .setPort(port)
            .setSsl(AllowedHost.HTTPS.equalsIgnoreCase(url.getScheme()))
            .setURI(pathAndQuery(url))
            .setFollowRedirects(false)
            .putHeader(HttpHeaders.ACCEPT, "*/*")
            .putHeader(HttpHeaders.ACCEPT_ENCODING, "identity")
            .putHeader(HttpHeaders.USER_AGENT, "kafka-task-bridge");
    client
        .request(options)
        .onComplete(
            connected -> {
              if (promise.isDone()) {
                if (connected.succeeded()) {
                  connected.result().reset();
                }
              } else if (connected.succeeded()) {
                send(url, connected.result());
              } else if (index + 1 < addresses.size()) {
                connect(url, addresses, index + 1);
              } else {
                failed("there was no connection to", url, connected.cause());
              }
            });
  }

  private void send(URI url, HttpClientRequest request) {
    current = request;
    request
        .send()
        .onComplete(
            answered -> {
              if (promise.isDone()) {
                return;
              }
              if (answered.succeeded()) {
                answered(url, answered.result());
              } else {
                failed("there was no answer from", url, answered.cause());
              }
            });
  }

  private void answered(URI url, HttpClientResponse response) {
    // Dropping the rest of an answer is told here, and was our own doing.
    response.exceptionHandler(dropped -> {});
    int status = response.statusCode();
    String from = "the host '" + url.getHost() + "' answered HTTP " + status;
    if (status == OK) {
      new Download(response, maxBytes, this::end).start();
    } else if (REDIRECTS.contains(status)) {
      redirect(url, response.getHeader(HttpHeaders.LOCATION), from);
    } else if (status >= SERVER_ERROR || LATER.contains(status)) {
      end(new Fetched.Failed(where(from)));
    } else {
      end(new Fetched.Refused(where(from + "; see that the url leads to the file itself")));
    }
  }

  private void redirect(URI url, String location, String from) {
    HttpClientRequest done = current;
    current = null;
    done.reset();
    if (++redirects > MOST_REDIRECTS) {
      end(
          new Fetched.Refused(
              "the url is redirected more than "
                  + MOST_REDIRECTS
                  + " times; give the address that it leads to"));
      return;
    }
    URI target = target(url, location);
    if (target == null) {
      end(new Fetched.Refused(from + ", and no address to go on with"));
    } else {
      follow(target);
    }
  }

  /** Null when there is none. */
  private static URI target(URI url, String location) {
    try {
      return location == null ? null : url.resolve(new URI(location.strip()));
    } catch (URISyntaxException noAddress) {
      return null;
    }
  }

  private void failed(String what, URI url, Throwable cause) {
    String kind = cause.getClass().getSimpleName();
    end(
        new Fetched.Failed(
            where(
                what
                    + " the host '"
                    + url.getHost()
                    + "'"
                    + (kind.isEmpty() ? "" : " (" + kind + ")"))));
  }

  /** Says so when it is not the address of the request that a sentence is about. */
  private String where(String sentence) {
    return redirects == 0 ? sentence : "after a redirect: " + sentence;
  }

  private static String pathAndQuery(URI url) {
    URI ascii = URI.create(url.toASCIIString());
    String path = ascii.getRawPath();
    String query = ascii.getRawQuery();
    return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
  }
}

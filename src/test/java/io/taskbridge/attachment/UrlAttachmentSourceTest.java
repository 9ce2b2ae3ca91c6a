package io.taskbridge.attachment;

import static io.taskbridge.taskapi.ScriptedServer.http;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskbridge.task.AttachmentSource.Fetched;
import io.taskbridge.taskapi.ScriptedServer;
import io.taskbridge.taskapi.TestTls;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyStoreOptions;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetching from real servers under names that only the test's own resolver knows. */
class UrlAttachmentSourceTest {
  private static final String HERE = "127.0.0.1";
  private static final String ELSEWHERE = "127.0.0.2";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MAX_BYTES = 1_000;

  @TempDir Path folder;
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Test
  void shouldFetchFromWhereTheNameLeadsUnderItsName() throws Exception {
    ScriptedServer server = answering(http(200, "the file"));

    Fetched fetched = fetch(server, "/a/b?token=1#fragment");

    assertThat(text(fetched)).isEqualTo("the file");
    ScriptedServer.Request request = server.requests().get(0);
    assertThat(request.line()).isEqualTo("GET /a/b?token=1 HTTP/1.1");
    assertThat(request.header("Host")).isEqualTo("files.test:" + server.port());
  }

  @Test
  void shouldSendNothingOfTheBridgesOwn() throws Exception {
    ScriptedServer server = answering(http(200, ""));

    fetch(server, "/");

    assertThat(server.requests().get(0).headers())
        .extracting(header -> header.substring(0, header.indexOf(':')).toLowerCase())
        .containsExactlyInAnyOrder("host", "accept", "accept-encoding", "user-agent", "connection");
  }

  @Test
  void shouldNotAskForTheNameAgainOnceItsAddressWasJudged() throws Exception {
    ScriptedServer server = answering(http(200, "the file"));
    Deque<String> answers = new ArrayDeque<>(List.of(HERE, "10.0.0.1"));

    Fetched fetched = fetch(server, "/", host -> List.of(address(answers.remove())));

    assertThat(text(fetched)).isEqualTo("the file");
    assertThat(answers).containsExactly("10.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "169.254.169.254", "::1", "127.0.0.2", "::ffff:192.168.0.1"})
  void shouldRefuseANameThatLeadsInside(String inside) throws Exception {
    ScriptedServer server = answering(http(200, "secret"));

    Fetched fetched = fetch(server, "/", host -> List.of(address(HERE), address(inside)));

    assertThat(refusal(fetched)).contains("'files.test' is at an address that is not public");
    assertThat(server.connections()).isZero();
  }

  @Test
  void shouldTryTheNextAddressWhenNobodyIsAtTheFirst() throws Exception {
    ScriptedServer server = answering(http(200, "the file"));
    UrlAttachmentSource source =
        source(
            Duration.ofSeconds(30),
            host -> List.of(address(ELSEWHERE), address(HERE)),
            UnaryOperator.identity(),
            "127.0.0.0/8",
            "http://files.test:" + server.port());

    assertThat(text(fetch(source, server, "http", "/"))).isEqualTo("the file");
  }

  @Test
  void shouldFollowARedirect() throws Exception {
    ScriptedServer server =
        server(
            connection -> {
              String line = connection.read().line();
              connection.write(
                  line.contains("/first")
                      ? http(302, "elsewhere", "Location: /second?x=1")
                      : http(200, line));
            });

    assertThat(text(fetch(server, "/first"))).isEqualTo("GET /second?x=1 HTTP/1.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "http://evil.test/",
        "file:///etc/passwd",
        "http://me:hunter2@files.test/",
        "//evil.test/x",
        "https://files.test/"
      })
  void shouldJudgeTheTargetOfARedirectLikeAnyAddress(String target) throws Exception {
    ScriptedServer server = answering(http(301, "", "Location: " + target));

    String sentence = refusal(fetch(server, "/"));

    assertThat(sentence).startsWith("after a redirect: ").doesNotContain("hunter2");
    assertThat(server.connections()).isOne();
  }

  @Test
  void shouldLookUpAnAllowedTargetOfARedirectAndJudgeWhereItIs() throws Exception {
    ScriptedServer inside = answering(http(200, "secret"));
    ScriptedServer server =
        answering(http(307, "", "Location: http://also.test:" + inside.port() + "/"));
    UrlAttachmentSource source =
        source(
            Duration.ofSeconds(30),
            host -> List.of(address(host.equals("also.test") ? "10.0.0.7" : HERE)),
            UnaryOperator.identity(),
            HERE,
            "http://files.test:" + server.port(),
            "http://also.test:" + inside.port());

    String sentence = refusal(fetch(source, server, "http", "/"));

    assertThat(sentence)
        .startsWith("after a redirect: the host 'also.test' is at an address that is not public");
    assertThat(inside.connections()).isZero();
  }

  @Test
  void shouldNotFollowRedirectsWithoutEnd() throws Exception {
    ScriptedServer server = answering(http(308, "", "Location: /again"));

    assertThat(refusal(fetch(server, "/"))).contains("redirected more than 3 times");
    assertThat(server.connections()).isEqualTo(4);
  }

  @Test
  void shouldSayWhenARedirectLeadsNowhere() throws Exception {
    assertThat(refusal(fetch(answering(http(302, "")), "/"))).contains("no address to go on with");
    assertThat(refusal(fetch(answering(http(302, "", "Location: a b")), "/")))
        .contains("no address to go on with");
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 206, 304, 400, 401, 403, 404, 410})
  void shouldRefuseWhatIsNoFile(int status) throws Exception {
    assertThat(refusal(fetch(answering(http(status, "")), "/")))
        .contains("answered HTTP " + status);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 503})
  void shouldComeBackToAServerThatCannotRightNow(int status) throws Exception {
    assertThat(failure(fetch(answering(http(status, "")), "/")))
        .contains("answered HTTP " + status);
  }

  @Test
  void shouldTakeAsMuchAsIsAllowedAndNoMore() throws Exception {
    assertThat(text(fetch(answering(http(200, "x".repeat(MAX_BYTES))), "/"))).hasSize(MAX_BYTES);
    assertThat(refusal(fetch(answering(http(200, "x".repeat(MAX_BYTES + 1))), "/")))
        .contains("larger than the 1000 bytes");
  }

  @Test
  void shouldStopReadingABodyWithoutEnd() throws Exception {
    ScriptedServer server =
        server(
            connection -> {
              connection.read();
              connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              while (true) {
                connection.write("64\r\n" + "x".repeat(100) + "\r\n");
              }
            });

    assertThat(refusal(fetch(server, "/"))).contains("larger than the 1000 bytes");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(server.closedByPeer()).isOne());
  }

  @Test
  void shouldNotWaitForWhatIsAnnouncedToBeTooLarge() throws Exception {
    ScriptedServer server =
        server(
            connection -> {
              connection.read();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n");
              connection.awaitClose();
            });

    assertThat(refusal(fetch(server, "/"))).contains("larger than the 1000 bytes");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(server.closedByPeer()).isOne());
  }

  @Test
  void shouldNotTakeHalfAFile() throws Exception {
    ScriptedServer shorter =
        server(
            connection -> {
              connection.read();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf");
            });
    ScriptedServer unframed =
        server(
            connection -> {
              connection.read();
              connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf");
            });

    assertThat(failure(fetch(shorter, "/"))).contains("the connection broke");
    assertThat(refusal(fetch(unframed, "/"))).contains("without its length");
  }

  @Test
  void shouldTakeNoMoreThanWasAnnounced() throws Exception {
    ScriptedServer server =
        server(
            connection -> {
              connection.read();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfile and more");
              connection.awaitClose();
            });

    assertThat(text(fetch(server, "/"))).isEqualTo("file");
  }

  @Test
  void shouldTakeAChunkedFile() throws Exception {
    ScriptedServer server =
        answering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nthe \r\n4\r\nfile\r\n0\r\n\r\n");

    assertThat(text(fetch(server, "/"))).isEqualTo("the file");
  }

  @Test
  void shouldNotUnpackWhatItDidNotAskFor() throws Exception {
    assertThat(refusal(fetch(answering(http(200, "bomb", "Content-Encoding: gzip")), "/")))
        .contains("compressed");
  }

  @Test
  void shouldGiveUpOnABodyThatTrickles() throws Exception {
    ScriptedServer server =
        server(
            connection -> {
              connection.read();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nslow");
              connection.awaitClose();
            });

    Fetched fetched = fetch(quick(server), server, "http", "/");

    assertThat(failure(fetched)).isEqualTo("it was not there within PT0.4S");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(server.closedByPeer()).isOne());
  }

  @Test
  void shouldGiveUpOnAServerThatNeverAnswers() throws Exception {
    ScriptedServer server = server(ScriptedServer.Connection::awaitClose);

    assertThat(failure(fetch(quick(server), server, "http", "/"))).contains("not there within");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(server.closedByPeer()).isOne());
  }

  @Test
  void shouldSayWhenNobodyIsThere() throws Exception {
    ScriptedServer gone = answering("");
    gone.close();

    assertThat(failure(fetch(gone, "/"))).contains("no connection to the host 'files.test'");
  }

  @Test
  void shouldSayWhenTheServerHangsUp() throws Exception {
    ScriptedServer server = server(ScriptedServer.Connection::read);

    assertThat(failure(fetch(server, "/"))).contains("no answer from the host 'files.test'");
  }

  @Test
  void shouldSayWhenTheNameIsUnknown() throws Exception {
    ScriptedServer server = answering(http(200, ""));

    Fetched fetched =
        fetch(
            server,
            "/",
            host -> {
              throw new UnknownHostException(host);
            });

    assertThat(failure(fetched)).isEqualTo("the host 'files.test' is not found");
  }

  @Test
  void shouldCheckTheCertificateAgainstTheNameAndNotTheAddress() throws Exception {
    TestTls tls = TestTls.selfSigned(folder, "files.test");
    ScriptedServer server = tls(tls);

    UrlAttachmentSource source = trusting(tls, server);

    assertThat(text(fetch(source, server, "https", "/"))).isEqualTo("the file");
  }

  @Test
  void shouldNotTalkToAServerThatIsAnotherThanItsName() throws Exception {
    TestTls other = TestTls.selfSigned(folder, "other.test");
    ScriptedServer server = tls(other);

    assertThat(failure(fetch(trusting(other, server), server, "https", "/")))
        .contains("no connection");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void shouldNotTalkToAServerThatNobodyVouchesFor() throws Exception {
    ScriptedServer server = tls(TestTls.selfSigned(folder, "files.test"));
    UrlAttachmentSource source =
        source(
            Duration.ofSeconds(30),
            host -> List.of(address(HERE)),
            UnaryOperator.identity(),
            HERE,
            "files.test:" + server.port());

    assertThat(failure(fetch(source, server, "https", "/"))).contains("SSLHandshakeException");
    assertThat(server.requests()).isEmpty();
  }

  private UrlAttachmentSource trusting(TestTls tls, ScriptedServer server) throws Exception {
    ByteArrayOutputStream store = new ByteArrayOutputStream();
    tls.trust().store(store, TestTls.PASSWORD.toCharArray());
    KeyStoreOptions trust =
        new KeyStoreOptions()
            .setType("PKCS12")
            .setPassword(TestTls.PASSWORD)
            .setValue(Buffer.buffer(store.toByteArray()));
    return source(
        Duration.ofSeconds(30),
        host -> List.of(address(HERE)),
        options -> options.setTrustOptions(trust),
        HERE,
        "files.test:" + server.port());
  }

  private ScriptedServer tls(TestTls tls) throws Exception {
    ScriptedServer server =
        ScriptedServer.running(
            tls.server(),
            connection -> {
              while (connection.read() != null) {
                connection.write(http(200, "the file"));
              }
            });
    opened.add(server);
    return server;
  }

  private UrlAttachmentSource quick(ScriptedServer server) {
    return source(
        Duration.ofMillis(400),
        host -> List.of(address(HERE)),
        UnaryOperator.identity(),
        HERE,
        "http://files.test:" + server.port());
  }

  private Fetched fetch(ScriptedServer server, String path) throws Exception {
    return fetch(server, path, host -> List.of(address(HERE)));
  }

  private Fetched fetch(ScriptedServer server, String path, Resolver resolver) throws Exception {
    UrlAttachmentSource source =
        source(
            PATIENCE,
            resolver,
            UnaryOperator.identity(),
            HERE,
            "http://files.test:" + server.port());
    return fetch(source, server, "http", path);
  }

  private static Fetched fetch(
      UrlAttachmentSource source, ScriptedServer server, String scheme, String path)
      throws Exception {
    return source
        .fetch(URI.create(scheme + "://files.test:" + server.port() + path), MAX_BYTES)
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private UrlAttachmentSource source(
      Duration timeout,
      Resolver resolver,
      UnaryOperator<io.vertx.core.http.HttpClientOptions> customizer,
      String network,
      String... hosts) {
    UrlAttachmentSource source =
        UrlAttachmentSource.open(
            new UrlRules(List.of(hosts), List.of(network)), timeout, resolver, customizer);
    opened.add(source);
    return source;
  }

  private ScriptedServer answering(String answer) throws Exception {
    return server(
        connection -> {
          while (connection.read() != null) {
            connection.write(answer);
          }
        });
  }

  private ScriptedServer server(ScriptedServer.Script script) throws Exception {
    ScriptedServer server = ScriptedServer.running(script);
    opened.add(server);
    return server;
  }

  private static InetAddress address(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }

  private static String text(Fetched fetched) {
    assertThat(fetched).isInstanceOf(Fetched.Content.class);
    return new String(((Fetched.Content) fetched).bytes());
  }

  private static String refusal(Fetched fetched) {
    assertThat(fetched).isInstanceOf(Fetched.Refused.class);
    return ((Fetched.Refused) fetched).sentence();
  }

  private static String failure(Fetched fetched) {
    assertThat(fetched).isInstanceOf(Fetched.Failed.class);
    return ((Fetched.Failed) fetched).sentence();
  }
}

package io.taskbridge.bridge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small authorization server: gives signed tokens for client credentials, and tells brokers by
 * which key to check them.
 */
final class OAuthServer implements AutoCloseable {
  static final String AUDIENCE = "kafka";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String KEY_ID = "k1";

  private final HttpServer server;
  private final KeyPair keys;
  private final String basic;
  private final Duration life;
  private final AtomicInteger given = new AtomicInteger();

  private OAuthServer(
      HttpServer server, KeyPair keys, String client, String secret, Duration life) {
    this.server = server;
    this.keys = keys;
    this.life = life;
    this.basic = "Basic " + Base64.getEncoder().encodeToString(utf8(client + ":" + secret));
    server.createContext("/token", exchange -> token(exchange, client));
    server.createContext("/jwks", exchange -> answer(exchange, 200, jwks()));
    server.start();
  }

  /**
   * Starts it.
   *
   * @param life of the tokens
   */
  static OAuthServer start(String client, String secret, Duration life) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2_048);
      return new OAuthServer(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
          generator.generateKeyPair(),
          client,
          secret,
          life);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("this JDK knows no RSA", e);
    }
  }

  String tokenUrl() {
    return url("/token");
  }

  String jwksUrl() {
    return url("/jwks");
  }

  /** How many tokens it gave. */
  int given() {
    return given.get();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void token(HttpExchange exchange, String client) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean known = basic.equals(exchange.getRequestHeaders().getFirst("Authorization"));
    if (!known || !form.contains("grant_type=client_credentials")) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    given.incrementAndGet();
    answer(
        exchange,
        200,
        "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%d}"
            .formatted(signed(client), life.toSeconds()));
  }

  private String signed(String client) {
    long now = Instant.now().getEpochSecond();
    String content =
        part("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + KEY_ID + "\"}")
            + "."
            + part(
                "{\"sub\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d,\"scope\":\"kafka\"}"
                    .formatted(client, AUDIENCE, now, now + life.toSeconds()));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(utf8(content));
      return content + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError("this JDK cannot sign", e);
    }
  }

  private String jwks() {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}]}"
        .formatted(
            KEY_ID,
            BASE64.encodeToString(unsigned(key.getModulus().toByteArray())),
            BASE64.encodeToString(key.getPublicExponent().toByteArray()));
  }

  /** Without the byte that is there for the sign alone. */
  private static byte[] unsigned(byte[] number) {
    return number[0] == 0 ? java.util.Arrays.copyOfRange(number, 1, number.length) : number;
  }

  private static String part(String json) {
    return BASE64.encodeToString(utf8(json));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = utf8(json);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

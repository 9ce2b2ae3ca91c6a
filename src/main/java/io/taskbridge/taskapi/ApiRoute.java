package io.taskbridge.taskapi;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The way to the task API: whose certificates are trusted, and the proxy in between, if any. */
public final class ApiRoute implements RestTaskApi.RestClientCustomizer {
  /** The store is in memory only. */
  private static final String STORE_PASSWORD = "";

  private final Optional<KeyStore> trusted;
  private final Optional<ApiProxy> proxy;

  private ApiRoute(Optional<KeyStore> trusted, Optional<ApiProxy> proxy) {
    this.trusted = trusted;
    this.proxy = proxy;
  }

  /**
   * Reads the certificates.
   *
   * @param certificates a PEM file; empty: those that the JDK trusts
   * @throws IllegalArgumentException with one sentence, when the file holds none
   */
  public static ApiRoute of(Optional<Path> certificates, Optional<ApiProxy> proxy) {
    return new ApiRoute(certificates.map(ApiRoute::read), proxy);
  }

  /** For the bridge's client. */
  @Override
  public void customize(QuarkusRestClientBuilder builder) {
    trusted.ifPresent(store -> builder.trustStore(store, STORE_PASSWORD));
    proxy.ifPresent(
        way -> {
          builder.proxyAddress(way.host(), way.port());
          if (way.wantsLogin()) {
            builder.proxyUser(way.user()).proxyPassword(way.password());
          }
        });
  }

  /** For a client that needs no Quarkus. */
  public HttpClient.Builder customize(HttpClient.Builder builder) {
    trusted.ifPresent(store -> builder.sslContext(context(store)));
    proxy.ifPresent(
        way -> {
          builder.proxy(ProxySelector.of(new InetSocketAddress(way.host(), way.port())));
          if (way.wantsLogin()) {
            builder.authenticator(login(way));
          }
        });
    return builder;
  }

  private static Authenticator login(ApiProxy proxy) {
    return new Authenticator() {
      @Override
      protected PasswordAuthentication getPasswordAuthentication() {
        return getRequestorType() == RequestorType.PROXY
            ? new PasswordAuthentication(proxy.user(), proxy.password().toCharArray())
            : null;
      }
    };
  }

  private static SSLContext context(KeyStore store) {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK knows no TLS", e);
    }
  }

  private static KeyStore read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, each);
      }
      if (number == 0) {
        throw unusable(file, "it holds no certificate");
      }
      return store;
    } catch (IOException e) {
      throw unusable(file, "it cannot be read (" + e.getClass().getSimpleName() + ")");
    } catch (GeneralSecurityException e) {
      throw unusable(file, "it is no PEM file of certificates");
    }
  }

  private static IllegalArgumentException unusable(Path file, String why) {
    return new IllegalArgumentException(
        "bridge.api.ca-file (BRIDGE_API_CA_FILE) names " + file + ", but " + why);
  }
}

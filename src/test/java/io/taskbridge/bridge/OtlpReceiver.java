package io.taskbridge.bridge;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Receives traces by OTLP over HTTP, as a collector does. */
final class OtlpReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<byte[]> received = new CopyOnWriteArrayList<>();

  private OtlpReceiver(HttpServer server) {
    this.server = server;
    server.createContext(
        "/v1/traces",
        exchange -> {
          received.add(exchange.getRequestBody().readAllBytes());
          exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  static OtlpReceiver start() {
    try {
      return new OtlpReceiver(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the bridge is told to send to. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The spans that came so far, without duplicates. */
  List<Span> spans() {
    return received.stream()
        .map(OtlpReceiver::read)
        .flatMap(request -> request.getResourceSpansList().stream())
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .distinct()
        .toList();
  }

  /** The names of services that sent something. */
  Set<String> services() {
    return received.stream()
        .map(OtlpReceiver::read)
        .flatMap(request -> request.getResourceSpansList().stream())
        .flatMap(resource -> resource.getResource().getAttributesList().stream())
        .filter(attribute -> attribute.getKey().equals("service.name"))
        .map(attribute -> attribute.getValue().getStringValue())
        .collect(Collectors.toSet());
  }

  private static ExportTraceServiceRequest read(byte[] bytes) {
    try {
      return ExportTraceServiceRequest.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("what came is no OTLP", e);
    }
  }

  /** All that came, as text where it is some. */
  String everything() {
    return received.stream()
        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

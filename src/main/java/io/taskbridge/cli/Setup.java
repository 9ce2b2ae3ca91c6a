package io.taskbridge.cli;

import io.smallrye.config.DotEnvConfigSourceProvider;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.taskbridge.app.BridgeConfig;
import io.taskbridge.app.Settings;
import io.taskbridge.kafka.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The bridge's settings, read as the bridge reads them, and clients made of them.
 *
 * @param kafka what all clients share: servers, security
 */
record Setup(BridgeConfig config, Map<String, Object> kafka) {
  private static final String FILE = "application.properties";
  private static final int IN_JAR = 250;
  private static final int BESIDE_JAR = 260;
  private static final int PATIENCE_MS = 10_000;

  Setup {
    kafka = Map.copyOf(kafka);
  }

  /**
   * Of the environment, system properties, {@code .env}, {@code config/application.properties} and
   * the jar's own.
   *
   * @throws CliException when a setting makes no sense
   */
  static Setup load() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .forClassLoader(loader)
            .addDefaultInterceptors()
            .addSystemSources()
            .addDiscoveredConverters()
            .withProfile("prod")
            .withSources(new DotEnvConfigSourceProvider());
    try {
      URL inJar = loader.getResource(FILE);
      if (inJar != null) {
        builder.withSources(new PropertiesConfigSource(inJar, IN_JAR));
      }
      Path beside = Path.of("config", FILE);
      if (Files.isReadable(beside)) {
        builder.withSources(new PropertiesConfigSource(beside.toUri().toURL(), BESIDE_JAR));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(builder);
  }

  /** Of whatever the builder reads. */
  static Setup of(SmallRyeConfigBuilder builder) {
    try {
      SmallRyeConfig config = builder.withMapping(BridgeConfig.class).build();
      Map<String, Object> client = client(config);
      if (!client.containsKey("bootstrap.servers")) {
        throw new CliException(
            "no brokers: set KAFKA_BOOTSTRAP_SERVERS to host:port, several by comma");
      }
      return new Setup(config.getConfigMapping(BridgeConfig.class), client);
    } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
      throw new CliException("the settings make no sense: " + e.getMessage(), e);
    }
  }

  /** Every {@code kafka.*} setting, and every variable {@code KAFKA_*}. */
  private static Map<String, Object> client(SmallRyeConfig config) {
    Map<String, Object> client = new HashMap<>();
    for (String name : config.getPropertyNames()) {
      String property = name.toLowerCase(Locale.ROOT).replace('_', '.');
      if (property.startsWith("kafka.")) {
        config
            .getOptionalValue(name, String.class)
            .ifPresent(value -> client.put(property.substring("kafka.".length()), value));
      }
    }
    return client;
  }

  Topics topics() {
    return Settings.topics(config.topics());
  }

  String servers() {
    return String.valueOf(kafka.get("bootstrap.servers"));
  }

  Admin admin() {
    return Admin.create(impatient("admin"));
  }

  /** A consumer without a group that reads committed records from wherever it is put. */
  KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> client = impatient("reader");
    client.remove("group.id");
    client.put("enable.auto.commit", false);
    client.put("isolation.level", "read_committed");
    client.put("auto.offset.reset", "earliest");
    client.put("allow.auto.create.topics", false);
    return new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> client = impatient("writer");
    client.put("max.request.size", config.limits().messageBytes() + 1024 * 1024);
    client.put("max.block.ms", PATIENCE_MS);
    client.putAll(more);
    return new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A person waits: no answer for some seconds is an answer. */
  private Map<String, Object> impatient(String purpose) {
    Map<String, Object> client = new HashMap<>(kafka);
    client.put("client.id", config.groupId() + "-cli-" + purpose);
    client.putIfAbsent("default.api.timeout.ms", PATIENCE_MS);
    client.putIfAbsent("request.timeout.ms", PATIENCE_MS / 2);
    return client;
  }

  /** The configuration may hold passwords. */
  @Override
  public String toString() {
    return "Setup[" + servers() + "]";
  }
}

package io.taskbridge.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What this machine can do at most: the bridge's calls from a bare HTTP client, and its records
 * through a bare transactional producer. A process of its own; prints {@code figures={...}}.
 */
final class RawLoad {
  private static final String TOPIC = "raw-records";
  private static final int PARTITIONS = 12;
  private static final int RECORD_BYTES = 400;
  private static final long LONGEST_SECONDS = 120;
  private static final Buffer BODY =
      Buffer.buffer(
          "{\"task\": \"Get the top story of the day and who wrote it\", \"url\":"
              + " \"https://news.example.com/\", \"device\": \"desktop\", \"max_steps\": 32}");

  private RawLoad() {}

  /**
   * @param args the API's base URL, the brokers, how many calls of each kind and tasks, connections
   *     at once, records for each task, records of one transaction, passes before the ones that
   *     count
   */
  public static void main(String[] args) throws Exception {
    String apiUrl = args[0];
    String brokers = args[1];
    int count = Integer.parseInt(args[2]);
    int connections = Integer.parseInt(args[3]);
    int records = count * Integer.parseInt(args[4]);
    int perTransaction = Integer.parseInt(args[5]);
    int warmUps = Integer.parseInt(args[6]);
    ObjectNode figures = new ObjectMapper().createObjectNode();
    Vertx vertx = Vertx.vertx();
    HttpClient client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(connections));
    Queue<String> ids = new ConcurrentLinkedQueue<>();
    // Both sides are warm when it counts, as the bridge is.
    for (int i = 0; i < warmUps; i++) {
      run(client, connections, count, () -> post(apiUrl), ids);
      run(client, connections, count, () -> get(apiUrl, ids.remove()), null);
    }
    double cpuBefore = cpuMs();
    figures.put("post_per_s", count / run(client, connections, count, () -> post(apiUrl), ids));
    figures.put(
        "get_per_s",
        count / run(client, connections, count, () -> get(apiUrl, ids.remove()), null));
    figures.put("cpu_ms_per_post_and_get", (cpuMs() - cpuBefore) / count);
    client.close();
    vertx.close();
    figures.put("records_per_s", records / produce(brokers, records, perTransaction, warmUps));
    figures.put("records", records);
    System.out.println("figures=" + figures);
  }

  /** Of this process since its start. */
  private static double cpuMs() {
    return Usage.of(ProcessHandle.current().pid()).cpuSeconds() * 1000;
  }

  private static RequestOptions post(String apiUrl) {
    return new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(apiUrl + "/task");
  }

  private static RequestOptions get(String apiUrl, String id) {
    return new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setAbsoluteURI(apiUrl + "/task/" + id + "?downloads=true");
  }

  /** Makes the calls, as many at once as there are connections; returns the seconds it took. */
  private static double run(
      HttpClient client,
      int connections,
      int count,
      java.util.function.Supplier<RequestOptions> calls,
      Queue<String> ids)
      throws InterruptedException {
    AtomicInteger left = new AtomicInteger(count);
    CountDownLatch done = new CountDownLatch(count);
    long began = System.nanoTime();
    for (int i = 0; i < connections; i++) {
      next(client, left, done, calls, ids);
    }
    if (!done.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the calls took longer than " + LONGEST_SECONDS + " s");
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private static void next(
      HttpClient client,
      AtomicInteger left,
      CountDownLatch done,
      java.util.function.Supplier<RequestOptions> calls,
      Queue<String> ids) {
    if (left.getAndDecrement() <= 0) {
      return;
    }
    RequestOptions call = calls.get().putHeader("apikey", SimulatedTaskApi.DEFAULT_KEY);
    client
        .request(call)
        .compose(request -> send(request, call.getMethod()))
        .compose(response -> response.body())
        .onComplete(
            answer -> {
              if (answer.failed()) {
                throw new IllegalStateException("a bare call failed", answer.cause());
              }
              if (ids != null) {
                ids.add(answer.result().toJsonObject().getJsonObject("r").getString("id"));
              }
              done.countDown();
              next(client, left, done, calls, ids);
            });
  }

  private static io.vertx.core.Future<io.vertx.core.http.HttpClientResponse> send(
      HttpClientRequest request, HttpMethod method) {
    return method == HttpMethod.POST ? request.send(BODY) : request.send();
  }

  private static double produce(String brokers, int records, int perTransaction, int warmUps)
      throws Exception {
    Map<String, Object> config =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            "raw-load",
            ProducerConfig.RETRY_BACKOFF_MS_CONFIG,
            5,
            ProducerConfig.LINGER_MS_CONFIG,
            0);
    try (Admin admin = Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      for (int i = 0; i < warmUps; i++) {
        transactions(producer, records / 2, perTransaction);
      }
      long began = System.nanoTime();
      transactions(producer, records, perTransaction);
      return (System.nanoTime() - began) / 1e9;
    }
  }

  private static void transactions(
      KafkaProducer<byte[], byte[]> producer, int records, int perTransaction) {
    byte[] value = new byte[RECORD_BYTES];
    for (int sent = 0; sent < records; ) {
      producer.beginTransaction();
      for (int i = 0; i < perTransaction && sent < records; i++, sent++) {
        byte[] key = ("raw-" + sent).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(TOPIC, key, value));
      }
      producer.commitTransaction();
    }
  }
}

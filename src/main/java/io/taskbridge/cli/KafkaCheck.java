package io.taskbridge.cli;

import static io.taskbridge.cli.Finding.note;
import static io.taskbridge.cli.Finding.ok;
import static io.taskbridge.cli.Finding.wrong;

import io.taskbridge.app.Settings;
import io.taskbridge.kafka.LedgerPolicy;
import io.taskbridge.kafka.Rights;
import io.taskbridge.kafka.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Kafka, the topics as they have to be, and who reads them. */
final class KafkaCheck {
  private final Setup setup;
  private final Topics topics;
  private final List<Finding> findings = new ArrayList<>();

  KafkaCheck(Setup setup) {
    this.setup = setup;
    this.topics = setup.topics();
  }

  List<Finding> findings() throws InterruptedException {
    try (Admin admin = setup.admin()) {
      cluster(admin);
      rights(admin);
      Map<String, Integer> partitions = partitions(admin);
      together(partitions);
      if (partitions.containsKey(topics.ledger())) {
        compaction(admin);
      }
      group(admin, partitions);
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      findings.add(
          wrong(
              "Kafka",
              setup.servers()
                  + " does not do it ("
                  + cause.getMessage()
                  + "); look at KAFKA_BOOTSTRAP_SERVERS, KAFKA_SECURITY_PROTOCOL, the network and the rights"));
    }
    return findings;
  }

  private void cluster(Admin admin) throws ExecutionException, InterruptedException {
    DescribeClusterResult cluster = admin.describeCluster();
    findings.add(
        ok(
            "Kafka",
            "%s, cluster %s, %d brokers"
                .formatted(
                    setup.servers(), cluster.clusterId().get(), cluster.nodes().get().size())));
  }

  private void rights(Admin admin) throws ExecutionException, InterruptedException {
    List<String> missing = Settings.rights(setup.config()).missing(admin);
    if (!missing.isEmpty()) {
      findings.add(wrong("rights", Rights.sentence(missing)));
    }
  }

  private Map<String, Integer> partitions(Admin admin)
      throws ExecutionException, InterruptedException {
    Map<String, Integer> partitions = new LinkedHashMap<>();
    Map<String, KafkaFuture<TopicDescription>> described =
        admin.describeTopics(topics.all()).topicNameValues();
    for (String name : topics.all()) {
      try {
        TopicDescription topic = described.get(name).get();
        partitions.put(name, topic.partitions().size());
        findings.add(
            ok(
                "topic " + name,
                "%d partitions, replication %d"
                    .formatted(
                        topic.partitions().size(), topic.partitions().get(0).replicas().size())));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof AuthorizationException) {
          // Stands among the rights that are missing.
          continue;
        }
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
        findings.add(
            setup.config().topics().create()
                ? note("topic " + name, "not there yet; the bridge makes it when it starts")
                : wrong("topic " + name, "missing; create it, or set BRIDGE_TOPICS_CREATE=true"));
      }
    }
    return partitions;
  }

  private void together(Map<String, Integer> partitions) {
    Map<String, Integer> together = new TreeMap<>(partitions);
    together.keySet().retainAll(topics.copartitioned());
    if (Set.copyOf(together.values()).size() > 1) {
      findings.add(
          wrong(
              "partitions",
              "these topics must have the same number, but have "
                  + together
                  + "; add partitions to the smaller ones, or recreate them"));
    }
  }

  private void compaction(Admin admin) throws ExecutionException, InterruptedException {
    LedgerPolicy policy = LedgerPolicy.read(admin, topics.ledger());
    String name = "topic " + topics.ledger();
    if (policy.forgets()) {
      findings.add(wrong(name, policy.sentence()));
    } else if (policy.seen().isEmpty()) {
      findings.add(note(name, policy.sentence()));
    }
  }

  private void group(Admin admin, Map<String, Integer> partitions)
      throws ExecutionException, InterruptedException {
    String group = setup.config().groupId();
    int members = 0;
    try {
      ConsumerGroupDescription described =
          admin.describeConsumerGroups(List.of(group)).describedGroups().get(group).get();
      members = described.members().size();
    } catch (ExecutionException e) {
      // Brokers from 4.0 on say so of a group that was never there.
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw e;
      }
    }
    String replicas = members == 1 ? "1 replica" : members + " replicas";
    if (!partitions.containsKey(topics.requests())) {
      findings.add(note("group " + group, replicas));
      return;
    }
    long waiting = waiting(admin, group, partitions.get(topics.requests()));
    // Some of those behind the first that is not settled are, and marks of transactions are none.
    String detail =
        replicas
            + (waiting == 0
                ? ", every request is settled"
                : ", at most " + waiting + " requests not settled yet");
    findings.add(
        members == 0
            ? note("group " + group, detail + "; no bridge is running")
            : ok("group " + group, detail));
  }

  private long waiting(Admin admin, String group, int partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    Map<TopicPartition, OffsetSpec> first = new HashMap<>();
    Map<TopicPartition, OffsetSpec> last = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      TopicPartition each = new TopicPartition(topics.requests(), partition);
      first.put(each, OffsetSpec.earliest());
      last.put(each, OffsetSpec.latest());
    }
    var begins = admin.listOffsets(first).all().get();
    var ends = admin.listOffsets(last).all().get();
    long waiting = 0;
    for (TopicPartition each : last.keySet()) {
      OffsetAndMetadata offset = committed.get(each);
      long from = offset == null ? begins.get(each).offset() : offset.offset();
      waiting += Math.max(0, ends.get(each).offset() - from);
    }
    return waiting;
  }
}

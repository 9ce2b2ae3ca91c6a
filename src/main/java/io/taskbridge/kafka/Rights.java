package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * What the bridge needs the brokers to allow, compared with what they do allow. Without one of
 * these it would start, look healthy, and move nothing.
 */
public final class Rights {
  private final Map<String, List<AclOperation>> needed = new LinkedHashMap<>();
  private final String groupId;
  private final String transactionalId;

  /**
   * @param instanceId of this replica
   */
  public Rights(Topics topics, String groupId, String instanceId) {
    this.groupId = requireNonNull(groupId, "groupId");
    this.transactionalId = transactionalId(groupId, instanceId);
    // Write as well: a record without a key is sent on to the partition that it belongs to.
    needed.put(topics.requests(), List.of(READ, WRITE));
    needed.put(topics.commands(), List.of(READ, WRITE));
    needed.put(topics.replies(), List.of(READ, WRITE));
    needed.put(topics.ledger(), List.of(READ, WRITE));
    for (String output :
        List.of(
            topics.status(),
            topics.results(),
            topics.actionResults(),
            topics.toolRequests(),
            topics.deadLetters())) {
      needed.put(output, List.of(WRITE));
    }
  }

  /** The id of all transactions of a replica. */
  static String transactionalId(String groupId, String instanceId) {
    return groupId + "-" + instanceId;
  }

  /**
   * What is missing, as in {@code Write on topic task-status}. What Kafka does not know yet (topics
   * to be made, a group that nobody joined) is taken for allowed, and so is all of a cluster that
   * checks no rights.
   *
   * @throws ExecutionException when Kafka does not answer, or lets nobody in
   */
  public List<String> missing(Admin admin) throws ExecutionException, InterruptedException {
    List<String> missing = new ArrayList<>();
    topics(admin, missing);
    group(admin, missing);
    transactions(admin, missing);
    return missing;
  }

  /**
   * Goes on only when nothing is missing.
   *
   * @throws ExecutionException also when something is; then {@link #refuses} holds for its cause,
   *     whose message names it
   */
  public void require(Admin admin) throws ExecutionException, InterruptedException {
    List<String> missing = missing(admin);
    if (!missing.isEmpty()) {
      throw new ExecutionException(new AuthorizationException(sentence(missing)));
    }
  }

  /** Whether Kafka answered, and said no: to the login or to what was asked for. */
  public static boolean refuses(Throwable failure) {
    return failure instanceof AuthorizationException || failure instanceof AuthenticationException;
  }

  /** One sentence about what is missing. */
  public static String sentence(List<String> missing) {
    return "the bridge's user lacks rights: "
        + String.join(", ", missing)
        + "; give it those that src/docs/operations.md lists";
  }

  private void topics(Admin admin, List<String> missing)
      throws ExecutionException, InterruptedException {
    Map<String, KafkaFuture<TopicDescription>> described =
        admin
            .describeTopics(
                needed.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    for (Map.Entry<String, List<AclOperation>> topic : needed.entrySet()) {
      String name = "topic " + topic.getKey();
      try {
        Set<AclOperation> allowed = described.get(topic.getKey()).get().authorizedOperations();
        topic.getValue().forEach(right -> demand(right, name, allowed, missing));
      } catch (ExecutionException e) {
        unlessNotThere(e, UnknownTopicOrPartitionException.class, topic.getValue(), name, missing);
      }
    }
  }

  private void group(Admin admin, List<String> missing)
      throws ExecutionException, InterruptedException {
    String name = "group " + groupId;
    try {
      ConsumerGroupDescription group =
          admin
              .describeConsumerGroups(
                  List.of(groupId),
                  new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
              .describedGroups()
              .get(groupId)
              .get();
      demand(READ, name, group.authorizedOperations(), missing);
    } catch (ExecutionException e) {
      unlessNotThere(e, GroupIdNotFoundException.class, List.of(READ), name, missing);
    }
  }

  /**
   * Kafka tells whether it may be seen, and not whether it may be used; the one implies the other.
   */
  private void transactions(Admin admin, List<String> missing)
      throws ExecutionException, InterruptedException {
    String name = "transactional id " + transactionalId;
    try {
      admin.describeTransactions(List.of(transactionalId)).description(transactionalId).get();
    } catch (ExecutionException e) {
      unlessNotThere(e, TransactionalIdNotFoundException.class, List.of(WRITE), name, missing);
    }
  }

  private static void unlessNotThere(
      ExecutionException e,
      Class<? extends Exception> notThere,
      List<AclOperation> rights,
      String name,
      List<String> missing)
      throws ExecutionException {
    if (e.getCause() instanceof AuthorizationException) {
      rights.forEach(right -> missing.add(word(right) + " on " + name));
    } else if (!notThere.isInstance(e.getCause())
        // An older broker that cannot be asked: the first transaction will tell.
        && !(e.getCause() instanceof UnsupportedVersionException)) {
      throw e;
    }
  }

  /**
   * @param allowed null when Kafka does not tell
   */
  private static void demand(
      AclOperation right, String name, Set<AclOperation> allowed, List<String> missing) {
    if (allowed != null && !allowed.contains(right)) {
      missing.add(word(right) + " on " + name);
    }
  }

  private static String word(AclOperation operation) {
    String name = operation.name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }
}

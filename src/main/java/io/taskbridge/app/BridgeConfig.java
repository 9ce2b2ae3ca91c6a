package io.taskbridge.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All settings of the bridge. The README's table is made of this. */
@ConfigMapping(prefix = "bridge")
public interface BridgeConfig {
  /** The consumer group; part of the transactional id and of every event's source. */
  @WithDefault("task-bridge")
  String groupId();

  /** Names this replica, stable over restarts. Default: the host name. */
  Optional<String> instanceId();

  /** Tasks at the API at once, over all replicas together; 0 means no limit. */
  @WithDefault("0")
  int maxInFlight();

  /** How long the id of a request is remembered after its end. */
  @WithDefault("PT24H")
  Duration dedupRetention();

  /** How long a tool call waits for its reply, unless the request says otherwise. */
  @WithDefault("PT5M")
  Duration toolTimeout();

  /** How long to look for recording and downloads after the end of a task. */
  @WithDefault("PT30S")
  Duration artifactsTimeout();

  /** How long a stop or a rebalance waits for submissions that are under way. */
  @WithDefault("PT10S")
  Duration drainTimeout();

  /** Between two lines of the log that sum up what moved. */
  @WithDefault("PT1M")
  Duration summaryInterval();

  Api api();

  Topics topics();

  Poll poll();

  Submit submit();

  Attachments attachments();

  Commands commands();

  Limits limits();

  Transaction transaction();

  Console console();

  /** The task API. */
  interface Api {
    /** Address of the task API, with its version at the end. */
    @WithDefault("https://api.smooth.sh/api/v1")
    URI url();

    /** The key that is sent with every call. This or the file is needed. */
    Optional<String> key();

    /** A file that holds the key; it may change while the bridge runs. */
    Optional<Path> keyFile();

    /** Certificates (PEM) to trust instead of those of the JDK. */
    Optional<Path> caFile();

    /** An HTTP proxy on the way there, host:port. */
    Optional<String> proxy();

    /** Its user, when it wants a login. */
    Optional<String> proxyUser();

    /** That user's password. */
    Optional<String> proxyPassword();

    /** How long to wait for a connection. */
    @WithDefault("PT5S")
    Duration connectTimeout();

    /** How long to wait for an answer. */
    @WithDefault("PT30S")
    Duration requestTimeout();

    /** How long to wait for an answer that the API may hold back until something happens. */
    @WithDefault("PT60S")
    Duration holdTimeout();

    /** Calls of the API in any second, over all replicas together; 0 means no limit. */
    @WithDefault("0")
    int rateLimit();

    /** Connections at once: questions, held ones too, submissions and answers to tool calls. */
    @WithDefault("512")
    int maxConnections();

    /**
     * The largest answer that is read whole, in bytes. Of a longer one about a task that has ended
     * all but the output is read.
     */
    @WithDefault("8388608")
    int maxAnswerBytes();
  }

  /** The topics. */
  interface Topics {
    /** Whether missing topics are created at the start. */
    @WithDefault("true")
    boolean create();

    /** Partitions of topics that are created. */
    @WithDefault("12")
    int partitions();

    /** Replicas of topics that are created; -1 leaves it to the brokers. */
    @WithDefault("1")
    short replicationFactor();

    /**
     * Requests come in here. The alerts, the dashboard and KEDA's trigger know this topic by its
     * default name.
     */
    @WithDefault("task-requests")
    String requests();

    /** Commands come in here. */
    @WithDefault("task-commands")
    String commands();

    /** Replies to tool calls come in here. */
    @WithDefault("tool-replies")
    String replies();

    /** Changes of status go out here. */
    @WithDefault("task-status")
    String status();

    /** Results go out here, one for each request. */
    @WithDefault("task-results")
    String results();

    /** Results of session actions go out here. */
    @WithDefault("action-results")
    String actionResults();

    /** Tool calls go out here. */
    @WithDefault("tool-requests")
    String toolRequests();

    /** What could not be processed goes out here. */
    @WithDefault("dead-letters")
    String deadLetters();

    /** The bridge's own state. */
    @WithDefault("bridge-ledger")
    String ledger();

    /** What {@code replay} has sent again; made by it when it is missing. */
    @WithDefault("dead-letter-replays")
    String replays();
  }

  /** Asking about tasks. */
  interface Poll {
    /** Between two questions about a task that changes. */
    @WithDefault("PT1S")
    Duration interval();

    /** Between two questions about a task that has been quiet for long. */
    @WithDefault("PT10S")
    Duration longestInterval();

    /** Questions in the air at once, those that the API may hold open not counted. */
    @WithDefault("128")
    int maxConcurrent();

    /** Questions at once that the API may hold open until something happens. */
    @WithDefault("128")
    int maxHeld();
  }

  /** Submitting. */
  interface Submit {
    /** Submissions between intent and outcome at once. */
    @WithDefault("32")
    int maxConcurrent();

    /**
     * A submission begins within this time of its intent's commit; later, the intent is renewed.
     * The same goes for actions, and for the bridge's own answers to tool calls.
     */
    @WithDefault("PT5S")
    Duration lease();
  }

  /** Files that requests bring along. */
  interface Attachments {
    /** The largest attachment, in bytes. */
    @WithDefault("10485760")
    int maxBytes();

    /** The most bytes of all attachments of a request together. */
    @WithDefault("20971520")
    int maxTotalBytes();

    /** Requests at once whose attachments are being uploaded. */
    @WithDefault("4")
    int maxConcurrent();

    /**
     * Hosts from which attachments are fetched that a request names by {@code url}, by comma:
     * {@code files.example.com}, {@code *.example.com}, {@code files.example.com:8443}, or {@code
     * http://files.example.com} for one without encryption. Default: nothing is fetched.
     */
    Optional<List<String>> urlHosts();

    /**
     * Ranges that such a host may be in although they are not public, by comma: {@code
     * 10.1.0.0/16}. Link-local, multicast and metadata addresses stay closed whatever is said here.
     */
    Optional<List<String>> urlNetworks();

    /** How long one fetch may take, redirects included. */
    @WithDefault("PT30S")
    Duration urlTimeout();
  }

  /** Commands. */
  interface Commands {
    /** How long a command waits for its request to be read; then it is a dead letter. */
    @WithDefault("PT10S")
    Duration unknownTtl();

    /** After so long without work a session is closed. Default: never. */
    Optional<Duration> sessionIdleTimeout();

    /**
     * How long the answer is looked for to an action of which nobody can tell whether the API took
     * it; then its result has the code 500 and says so. Twice as long where the API answers, and
     * its answer cannot be read.
     */
    @WithDefault("PT2M")
    Duration unclearTimeout();

    /** Actions of one session that wait; a further one is refused. */
    @WithDefault("500")
    int maxWaiting();
  }

  /** Bounds. */
  interface Limits {
    /** The largest value of a request, command or reply, in bytes. */
    @WithDefault("1048576")
    int valueBytes();

    /** The largest value of a result, in bytes. */
    @WithDefault("4194304")
    int outputBytes();

    /** {@code max.message.bytes} of topics that are created. */
    @WithDefault("8388608")
    int messageBytes();

    /** Requests of one partition that wait in memory; past it the partition is not read. */
    @WithDefault("500")
    int backlog();

    /**
     * What these may hold in memory with the records they came in, in bytes; past it the partition
     * is not read either. All partitions of a replica together should leave half of the heap free.
     */
    @WithDefault("8388608")
    long backlogBytes();
  }

  /** Transactions. */
  interface Transaction {
    /** About the most records of one. */
    @WithDefault("5000")
    int maxRecords();

    /** About the most bytes of one. */
    @WithDefault("16777216")
    long maxBytes();

    /** After this time the broker gives up on one that a dead replica left open. */
    @WithDefault("PT10S")
    Duration timeout();
  }

  /** The page for people, on {@code QUARKUS_HTTP_PORT} (8080). */
  interface Console {
    /** Whether there is one. It is read-only and has no authentication. */
    @WithDefault("true")
    boolean enabled();
  }
}

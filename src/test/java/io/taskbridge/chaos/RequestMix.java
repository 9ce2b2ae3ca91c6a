package io.taskbridge.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What is asked for. The task's text names the request: so one knows at the API whose task it is.
 */
final class RequestMix {
  private static final String MARK = "for request ";
  private static final int FAILING_PERCENT = 8;
  private static final int REFUSED_PERCENT = 6;
  private static final int TOOLS_PERCENT = 15;
  private static final int RESUBMIT_PERCENT = 5;
  private static final int TWICE_PERCENT = 3;

  private final Random random;

  RequestMix(long seed) {
    this.random = new Random(seed);
  }

  /**
   * A request to be sent.
   *
   * @param twice whether it is sent a second time, as by a producer without idempotence
   */
  record Draft(
      String id,
      SentRequest.Kind kind,
      boolean resubmits,
      boolean twice,
      ProducerRecord<String, String> record) {}

  Draft next(int number) {
    String id = "c-" + number;
    SentRequest.Kind kind = kind(random.nextInt(100));
    boolean resubmits = random.nextInt(100) < RESUBMIT_PERCENT;
    boolean keyed = random.nextInt(10) > 0;
    boolean twice = keyed && random.nextInt(100) < TWICE_PERCENT;
    ObjectNode value = JsonNodeFactory.instance.objectNode();
    value.put("task", taskText(id));
    ObjectNode script = value.putObject("metadata");
    script.put("sandbox.wait_ms", 100 + random.nextInt(400));
    script.put("sandbox.run_ms", 200 + random.nextInt(3_000));
    if (kind == SentRequest.Kind.FAILING) {
      script.put("sandbox.status", "failed");
    } else if (kind == SentRequest.Kind.REFUSED) {
      script.put("sandbox.refuse", 422);
    } else if (kind == SentRequest.Kind.TOOLS) {
      tools(value, script);
    }
    ObjectNode options = value.putObject("bridge");
    options.put("request_id", id).put("artifacts_timeout", "PT5S").put("tool_timeout", "PT3M");
    if (resubmits) {
      options.put("on_ambiguous_submit", "resubmit");
    }
    String key = keyed ? "key-" + random.nextInt(500) : null;
    return new Draft(
        id,
        kind,
        resubmits,
        twice,
        new ProducerRecord<>(ChaosTopics.REQUESTS, key, value.toString()));
  }

  /** What a request asks for. */
  static String taskText(String id) {
    return "Look around " + MARK + id;
  }

  /** The request that a task was made for; empty when it is none of ours. */
  static String requestOf(String taskText) {
    int mark = taskText.indexOf(MARK);
    return mark < 0 ? "" : taskText.substring(mark + MARK.length());
  }

  private void tools(ObjectNode value, ObjectNode script) {
    ObjectNode tool = value.putArray("custom_tools").addObject();
    tool.put("name", "lookup").put("description", "Looks up.").put("output", "An object.");
    tool.putObject("inputs");
    script.put(
        "sandbox.tools",
        random.nextBoolean()
            ? "lookup"
            : "[\"lookup\",{\"name\":\"lookup\",\"same_ms\":true},\"lookup\"]");
  }

  private static SentRequest.Kind kind(int percent) {
    if (percent < FAILING_PERCENT) {
      return SentRequest.Kind.FAILING;
    }
    if (percent < FAILING_PERCENT + REFUSED_PERCENT) {
      return SentRequest.Kind.REFUSED;
    }
    return percent < FAILING_PERCENT + REFUSED_PERCENT + TOOLS_PERCENT
        ? SentRequest.Kind.TOOLS
        : SentRequest.Kind.PLAIN;
  }
}

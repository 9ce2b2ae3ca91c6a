package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What can be set while the API runs.
 *
 * @param keys the accepted values of the {@code apikey} header
 * @param authStatus the status for a missing or wrong key: 401 or 403
 * @param createdInSeconds whether {@code created_at} and the list's {@code t} are seconds instead
 *     of milliseconds
 * @param planLimit how many tasks may be open at once; 0 means no limit
 * @param rateLimit how many calls a second; 0 means no limit
 * @param credits the balance; null means plenty
 * @param retryAfter seconds in the {@code Retry-After} of a 429; null means no such header
 * @param holdMs how long a GET with {@code event_t} is held; 0 means answered at once
 * @param premium request fields that the plan does not include
 * @param strictIds whether unknown profiles, files and extensions refuse a task
 * @param keepTasks how many tasks are kept; the oldest finished ones go first; 0 means all
 * @param requestLog how many calls the request log holds; 0 means it is off
 * @param scriptNode the default script as it was set
 * @param script the default script, read
 */
record ApiSettings(
    Set<String> keys,
    int authStatus,
    String authDetail,
    boolean createdInSeconds,
    int planLimit,
    int rateLimit,
    Integer credits,
    Integer retryAfter,
    long holdMs,
    Set<String> premium,
    boolean strictIds,
    int keepTasks,
    int requestLog,
    ObjectNode scriptNode,
    TaskScript script) {

  /** The key that is accepted unless another is set. */
  static final String DEFAULT_KEY = "sandbox-key";

  private static final int MANY = 100_000_000;

  /**
   * Reads the whole of the settings.
   *
   * @throws ScriptException when one makes no sense
   */
  static ApiSettings read(ObjectNode node) {
    Fields f = new Fields("settings", node);
    ObjectNode script = f.object("script");
    ApiSettings settings =
        new ApiSettings(
            f.json("keys") == null ? Set.of(DEFAULT_KEY) : texts(f, "keys"),
            f.integer("auth_status", 403, 401, 403),
            f.text("auth_detail", Details.AUTHENTICATION),
            f.oneOf("created_at", "ms", List.of("ms", "s")).equals("s"),
            f.integer("plan_limit", 0, 0, MANY),
            f.integer("rate_limit", 0, 0, MANY),
            f.integerOrNull("credits", 0, MANY),
            f.integerOrNull("retry_after_s", 0, 86_400),
            Math.max(0, f.millis("hold_ms", 0)),
            texts(f, "premium"),
            f.flag("strict_ids", true),
            f.integer("keep_tasks", 0, 0, MANY),
            f.integer("request_log", 0, 0, 1_000_000),
            script,
            ScriptReader.read(script));
    f.rejectUnknown();
    return settings;
  }

  static ApiSettings defaults() {
    return read(Json.object());
  }

  /** These settings with some of them changed; null puts one back to its default. */
  ApiSettings patched(JsonNode patch) {
    new Fields("settings", patch);
    ObjectNode whole = toJson();
    whole.setAll((ObjectNode) patch);
    return read(whole);
  }

  ApiSettings withCredits(Integer balance) {
    return new ApiSettings(
        keys,
        authStatus,
        authDetail,
        createdInSeconds,
        planLimit,
        rateLimit,
        balance,
        retryAfter,
        holdMs,
        premium,
        strictIds,
        keepTasks,
        requestLog,
        scriptNode,
        script);
  }

  ObjectNode toJson() {
    ObjectNode node = Json.object();
    keys.stream().sorted().forEach(node.putArray("keys")::add);
    node.put("auth_status", authStatus).put("auth_detail", authDetail);
    node.put("created_at", createdInSeconds ? "s" : "ms");
    node.put("plan_limit", planLimit).put("rate_limit", rateLimit);
    node.put("credits", credits).put("retry_after_s", retryAfter).put("hold_ms", holdMs);
    premium.stream().sorted().forEach(node.putArray("premium")::add);
    node.put("strict_ids", strictIds).put("keep_tasks", keepTasks).put("request_log", requestLog);
    node.set("script", scriptNode);
    return node;
  }

  /** A time in Unix milliseconds as this API states creation times. */
  long created(long unixMs) {
    return createdInSeconds ? unixMs / 1_000 : unixMs;
  }

  private static Set<String> texts(Fields f, String key) {
    List<String> values = new ArrayList<>();
    f.list(key).forEach(value -> values.add(value.asText()));
    return Set.copyOf(new HashSet<>(values));
  }
}

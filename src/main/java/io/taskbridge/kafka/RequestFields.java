package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskbridge.task.AmbiguityPolicy;
import io.taskbridge.task.Attachment;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.Json;
import io.taskbridge.task.Provisions;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.TaskError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a request that the bridge itself understands. Everything else is the API's to
 * judge. Complaints are gathered, so that the sender hears of all of them at once.
 */
final class RequestFields {
  static final String BRIDGE = "bridge";
  static final String FILES = "files";

  /** A schema is kept with each request that has it, until the request has ended. */
  private static final int LARGEST_SCHEMA = 65_536;

  private static final String DEFAULT_DEVICE = "desktop";
  private static final Set<String> KNOWN =
      Set.of(
          "request_id",
          "deadline",
          "on_ambiguous_submit",
          "tool_timeout",
          "artifacts_timeout",
          "attachments",
          "ensure_profile");

  private final ObjectNode request;
  private final JsonNode bridge;
  private final RequestDefaults defaults;
  private final List<String> complaints = new ArrayList<>();
  private final List<String> attachmentComplaints = new ArrayList<>();

  RequestFields(ObjectNode request, RequestDefaults defaults) {
    this.request = request;
    this.defaults = defaults;
    JsonNode own = request.path(BRIDGE);
    if (!own.isMissingNode() && !own.isNull() && !own.isObject()) {
      complaints.add("'bridge' must be an object");
    }
    this.bridge = JsonDocuments.given(own);
    checkNames(own);
    checkTask();
  }

  /** What is wrong, one sentence each; complete once the other methods were called. */
  List<String> complaints() {
    List<String> all = new ArrayList<>(complaints);
    all.addAll(attachmentComplaints);
    return all;
  }

  /** What is wrong, as one error; empty when all is well. Complete once all else was asked for. */
  Optional<TaskError> error() {
    List<String> all = complaints();
    ErrorCode code =
        complaints.isEmpty() ? ErrorCode.ATTACHMENT_REFUSED : ErrorCode.INVALID_REQUEST;
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(TaskError.of(code, String.join("; ", all)));
  }

  /** The id that the sender chose; empty when there is none, or none that can be used. */
  Optional<RequestId> requestId(Envelope envelope) {
    JsonNode id = request.path(BRIDGE).path("request_id");
    // A null where an id was meant: without another, a repeated record would be a second task.
    if (id.isMissingNode() || id.isNull() && RequestId.isUsable(envelope.eventId())) {
      return Optional.empty();
    }
    String text = id.isTextual() ? id.textValue() : "";
    if (!RequestId.isUsable(text)) {
      complaints.add(
          "'bridge.request_id' must be a string of 1 to " + RequestId.MAX_LENGTH + " characters");
      return Optional.empty();
    }
    return Optional.of(new RequestId(text));
  }

  /** Adds what is wrong with the envelope that the request came in. */
  void complain(Envelope envelope) {
    complaints.addAll(envelope.complaints());
    if (envelope.eventId() == null && Envelope.looksLikeOne(request)) {
      complaints.add(
          "the value looks like a CloudEvent and its record does not say so; give it the header"
              + " 'content-type: application/cloudevents+json'");
    }
  }

  /** The id of the event that the request came in; empty when there is none that can be used. */
  Optional<RequestId> eventId(Envelope envelope) {
    String id = envelope.eventId();
    if (id == null || id.isBlank()) {
      return Optional.empty();
    }
    if (!RequestId.isUsable(id)) {
      complaints.add(
          "the CloudEvent's id must have at most "
              + RequestId.MAX_LENGTH
              + " characters, unless 'bridge.request_id' is given");
      return Optional.empty();
    }
    return Optional.of(new RequestId(id));
  }

  /** The device that it asks for; the API's default where it asks for none. */
  String device() {
    return request.path("device").asText(DEFAULT_DEVICE);
  }

  /** What has to be at the API before the request can be submitted. */
  Provisions provisions() {
    List<Attachment> attachments =
        AttachmentFields.read(
            bridge.path("attachments"), defaults.attachments(), attachmentComplaints);
    JsonNode files = request.path(FILES);
    if (!attachments.isEmpty() && !files.isMissingNode() && !files.isNull() && !files.isArray()) {
      complaints.add("'files' must be a list where there are attachments");
    }
    return Provisions.needed(attachments, profileToEnsure());
  }

  private String profileToEnsure() {
    JsonNode ensure = bridge.path("ensure_profile");
    if (!ensure.isMissingNode() && !ensure.isBoolean()) {
      complaints.add("'bridge.ensure_profile' must be true or false");
    }
    if (!ensure.asBoolean(false)) {
      return null;
    }
    JsonNode profile = request.path("profile_id");
    if (!profile.isTextual() || profile.textValue().isBlank()) {
      complaints.add("'bridge.ensure_profile' needs a 'profile_id', a string");
    }
    return profile.textValue();
  }

  /**
   * How the bridge is to treat the request.
   *
   * @param writtenAt when it was written to its topic
   * @param acceptedAt when it was read
   */
  RequestOptions options(Instant writtenAt, Instant acceptedAt) {
    boolean session = request.path("task").isNull() || request.path("task").isMissingNode();
    return new RequestOptions(
        onAmbiguousSubmit(),
        duration("tool_timeout", defaults.toolTimeout()),
        duration("artifacts_timeout", defaults.artifactsTimeout()),
        !request.path("enable_recording").isBoolean()
            || request.path("enable_recording").booleanValue(),
        session || !request.path("custom_tools").isEmpty(),
        session,
        deadline(writtenAt, acceptedAt),
        responseModel());
  }

  private Instant deadline(Instant writtenAt, Instant acceptedAt) {
    JsonNode node = bridge.path("deadline");
    if (node.isMissingNode()) {
      return null;
    }
    Optional<Instant> deadline = Deadline.parse(node.asText(), writtenAt, acceptedAt);
    if (deadline.isEmpty() || !node.isTextual()) {
      complaints.add(Deadline.ADVICE);
    }
    return deadline.orElse(null);
  }

  /** The schema of the output; one that is too large to be kept is the API's business alone. */
  private Json responseModel() {
    JsonNode schema = request.path("response_model");
    if (!schema.isObject()) {
      return null;
    }
    String text = JsonDocuments.write(schema);
    return text.length() <= LARGEST_SCHEMA ? Schemas.intern(new Json(text)) : null;
  }

  private AmbiguityPolicy onAmbiguousSubmit() {
    JsonNode word = bridge.path("on_ambiguous_submit");
    if (word.isMissingNode()) {
      return AmbiguityPolicy.FAIL;
    }
    Optional<AmbiguityPolicy> policy =
        word.isTextual() ? AmbiguityPolicy.of(word.textValue()) : Optional.empty();
    if (policy.isEmpty()) {
      complaints.add("'bridge.on_ambiguous_submit' must be 'fail', 'resubmit' or 'replace'");
    }
    return policy.orElse(AmbiguityPolicy.FAIL);
  }

  private Duration duration(String name, Duration fallback) {
    JsonNode node = bridge.path(name);
    if (node.isMissingNode()) {
      return fallback;
    }
    try {
      Duration duration = IsoDuration.parse(node.isTextual() ? node.textValue() : "").exact();
      if (!duration.isNegative() && duration.compareTo(Duration.ofDays(30)) <= 0) {
        return duration;
      }
    } catch (DateTimeException | ArithmeticException notADuration) {
      // Complained about below, together with durations out of range.
    }
    complaints.add(
        "'bridge." + name + "' must be an ISO-8601 duration of at most 30 days, e.g. \"PT2M\"");
    return fallback;
  }

  private void checkNames(JsonNode own) {
    for (Iterator<String> names = own.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!KNOWN.contains(name)) {
        complaints.add("'bridge." + name + "' is unknown; known are " + sorted(KNOWN));
      }
    }
  }

  private void checkTask() {
    JsonNode task = request.path("task");
    if (!task.isMissingNode() && !task.isNull() && !task.isTextual()) {
      complaints.add("'task' must be a string, or null to open a session");
    }
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }
}

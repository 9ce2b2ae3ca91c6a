package io.taskbridge.console;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.List;

/** What the page is told: all of it when it opens, then what is new. Safe on any thread. */
public final class Console {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  private final Replica replica;
  private final Recent recent;
  private final Flow flow = new Flow();
  private volatile Update latest;

  /** All that a page needs to begin. */
  private record Opening(
      Replica replica, List<Flow.Point> flow, Overview overview, Recent.Seen recent) {}

  /** What is new since the last look. */
  private record Update(Flow.Point point, Overview overview, Recent.Seen recent) {}

  public Console(Replica replica, Recent recent) {
    this.replica = requireNonNull(replica, "replica");
    this.recent = requireNonNull(recent, "recent");
  }

  /** Takes note of where things stand; from time to time. */
  public void look(Overview overview) {
    latest = new Update(flow.add(overview), overview, recent.seen());
  }

  /** A JSON object with everything; before the first look only who this is. */
  String opening() {
    Update now = latest;
    return now == null
        ? json(new Opening(replica, List.of(), null, recent.seen()))
        : json(new Opening(replica, flow.points(), now.overview(), now.recent()));
  }

  /** A JSON object with what was seen last; null before the first look. */
  String update() {
    Update now = latest;
    return now == null ? null : json(now);
  }

  private static String json(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the console's own records are no JSON: a defect", e);
    }
  }
}

package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One slot, and more requests than are read ahead: what holds the slot must get its commands. */
@QuarkusTest
@TestProfile(FullHouseTest.OneSlot.class)
@WithTestResource(SandboxResource.class)
class FullHouseTest extends BridgeTestBase {
  private static final int READ_AHEAD = 4;
  private static final Duration UNKNOWN_TTL = Duration.ofSeconds(2);
  private static final String GOTO = "{\"url\":\"https://a.example\"}";

  /** A bridge with as little room as can be. */
  public static final class OneSlot implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "bridge.max-in-flight",
          "1",
          "bridge.limits.backlog",
          Integer.toString(READ_AHEAD),
          "bridge.commands.unknown-ttl",
          UNKNOWN_TTL.toString(),
          "bridge.commands.session-idle-timeout",
          "PT6S");
    }
  }

  @Test
  void shouldGiveTheSessionThatHoldsTheSlotItsActions() {
    Request session = Request.session("holder");
    int partition = requests.send(session).partition();
    Outputs.until("the session at the API", () -> !record.tasks(session).isEmpty());
    List<Request> crowd = crowd(partition, 3 * READ_AHEAD);

    requests.act(session, "a1", "goto", GOTO);
    assertThat(outputs.actions(session, 1).get(0).at("/code").intValue()).isEqualTo(200);
    assertThat(record.submissions(crowd.get(0))).isEmpty();
    requests.act(session, "a2", "close", null);

    assertThat(outputs.result(session).text("status")).isEqualTo("done");
    crowd.forEach(task -> assertThat(outputs.result(task).text("status")).isEqualTo("done"));
  }

  /** Its request lies unread behind others for longer than a command waits for an unknown one. */
  @Test
  void shouldKeepCommandsOfARequestThatIsNotReadYetBecauseSoManyWait() {
    Request holder = Request.session("holder-of-others");
    int partition = requests.send(holder).partition();
    Outputs.until("the session at the API", () -> !record.tasks(holder).isEmpty());
    List<Request> crowd = crowd(partition, 2 * READ_AHEAD);
    Request last = Request.session("last").key(holder.key());
    requests.send(last);
    Sent early = requests.act(last, "a1", "close", null);
    Instant patience = Instant.now().plus(UNKNOWN_TTL.multipliedBy(2));

    Outputs.until("more than the time of an unknown one", () -> Instant.now().isAfter(patience));
    requests.act(holder, "a1", "close", null);

    assertThat(outputs.result(last).text("status")).isEqualTo("done");
    assertThat(outputs.deadLetters(early)).isEmpty();
    assertThat(outputs.actions(last, 1).get(0).at("/code").intValue()).isEqualTo(200);
    crowd.forEach(task -> assertThat(outputs.result(task).text("status")).isEqualTo("done"));
  }

  @Test
  void shouldCloseASessionThatNobodyUses() {
    Request session = Request.session("idle");
    requests.send(session);
    requests.act(session, "a1", "goto", GOTO);

    assertThat(outputs.result(session).text("status")).isEqualTo("done");
    assertThat(outputs.find(Outputs.ACTION_RESULTS, session.id()))
        .extracting(result -> result.text("action_id"))
        .containsExactly("a1");
    assertThat(record.task(session).replies())
        .extracting(reply -> reply.payload().path("name").asText())
        .containsExactly("goto", "close");
  }

  @Test
  void shouldEndWhatWaitsForTheSlotAtItsDeadline() {
    Request holder = Request.session("holder-for-long");
    int partition = requests.send(holder).partition();
    Outputs.until("the session at the API", () -> !record.tasks(holder).isEmpty());
    Request waiting = Request.task("waits").option("deadline", "PT1S");

    requests.send(waiting, partition);

    assertThat(outputs.result(waiting).text("status")).isEqualTo("expired");
    assertThat(record.submissions(waiting)).isEmpty();
    requests.cancel(holder);
    assertThat(outputs.result(holder).text("status")).isEqualTo("cancelled");
  }

  private List<Request> crowd(int partition, int size) {
    List<Request> crowd = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Request task = Request.task("crowd").script("run_ms", 0).script("wait_ms", 0);
      requests.send(task, partition);
      crowd.add(task);
    }
    return crowd;
  }
}

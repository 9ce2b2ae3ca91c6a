package io.taskbridge.submission;

import static io.taskbridge.submission.SubmissionFixture.accepted;
import static io.taskbridge.submission.SubmissionFixture.offsetOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Strays;
import io.taskbridge.publication.DeadLetter;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Attachment;
import io.taskbridge.task.AttachmentSource.Fetched;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.FileId;
import io.taskbridge.task.Json;
import io.taskbridge.task.Provisions;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedAssetApi.Upload;
import io.taskbridge.task.ScriptedTaskApi.Call;
import io.taskbridge.task.TaskEvent;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskRequest;
import io.taskbridge.task.TaskResult;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Attachments and profiles: there before the submission, or not at all. */
class ProvisioningTest {
  private static final URI ADDRESS = URI.create("https://files.example/secret-path?token=hunter2");

  private final SubmissionFixture fixture = SubmissionFixture.unlimited();

  @Test
  void shouldNameWhatWasUploadedInTheBody() {
    fixture.read(request("r1", inline("a.txt", 3), inline("b.txt", 4)));

    upload(0, "file-1");
    assertThat(fixture.posted()).isEmpty();
    upload(1, "file-2");
    fixture.commit();

    assertThat(body(0)).isEqualTo("{\"task\":\"r1\",\"files\":[\"mine\",\"file-1\",\"file-2\"]}");
    assertThat(fixture.assets.uploads().get(0).asked().name()).isEqualTo("a.txt");
    assertThat(fixture.assets.uploads().get(0).asked().content()).hasSize(3);
    assertThat(fixture.heard).contains("attachment uploaded");
  }

  @Test
  void shouldAnnounceNothingBeforeEverythingIsThere() {
    fixture.read(request("r1", inline("a.txt", 3)));

    assertThat(fixture.log.appended()).isEmpty();
    assertThat(fixture.phase("r1")).isNull();

    upload(0, "file-1");

    assertThat(fixture.phase("r1")).isInstanceOf(Phase.Submitting.class);
  }

  @Test
  void shouldLetOthersPass() {
    fixture.read(request("r1", inline("a.txt", 3))).read("r2").commit();

    assertThat(fixture.posted()).containsExactly("r2");
  }

  @Test
  void shouldWorkOnAFewAtATime() {
    fixture
        .read(request("r1", inline("a", 1)))
        .read(request("r2", inline("b", 1)))
        .read(request("r3", inline("c", 1)));
    assertThat(fixture.assets.uploads()).hasSize(SubmissionFixture.PROVISIONING);

    upload(0, "file-1");

    assertThat(fixture.assets.uploads()).hasSize(3);
  }

  @Test
  void shouldNotUploadFarAheadOfTheSubmissions() {
    // given an account that takes nothing more just now
    SubmissionFixture full = new SubmissionFixture(32, SubmissionFixture.PARTITIONS).owning(0);
    full.read("r0").commit().accept("r0").commit();

    // when more wait than may be worked on at once
    for (int i = 1; i <= 5; i++) {
      full.read(request("r" + i, inline("a", 1)));
      full.assets.uploads().stream()
          .filter(Call::isOpen)
          .forEach(call -> call.answer(Samples.ok(new FileId("file"))));
      full.thread.run();
    }

    assertThat(full.assets.uploads()).hasSize(SubmissionFixture.PROVISIONING);
  }

  @Test
  void shouldRejectWhatTheApiDoesNotTake() {
    fixture.read(request("r1", inline("a.txt", 3), inline("b.exe", 3)));
    upload(0, "file-1");

    answer(1, Samples.refused(400, "Invalid file or filename."));

    assertRejected("r1", ErrorCode.ATTACHMENT_REFUSED, "'b.exe'", "Invalid file or filename.");
    assertThat(fixture.assets.deleted()).containsExactly(new FileId("file-1"));
    assertThat(fixture.posted()).isEmpty();
  }

  @Test
  void shouldSayThatThePlanForbidsUploads() {
    fixture.read(request("r1", inline("a.txt", 3)));

    answer(0, Samples.refused(403, "Not in your plan."));

    assertRejected("r1", ErrorCode.API_FORBIDDEN, "Not in your plan.");
  }

  @Test
  void shouldTryAgainWhereItLeftOff() {
    fixture.read(request("r1", inline("a.txt", 1), inline("b.txt", 2)));
    upload(0, "file-1");

    answer(1, Samples.unclear());
    assertThat(fixture.heard).contains("attachment delayed");
    pass(Duration.ofSeconds(1));

    assertThat(names()).containsExactly("a.txt", "b.txt", "b.txt");
    upload(2, "file-2");
    fixture.commit();
    assertThat(body(0)).contains("[\"mine\",\"file-1\",\"file-2\"]");
  }

  @Test
  void shouldWaitAsLongAsTheApiAsks() {
    fixture.read(request("r1", inline("a.txt", 1)));

    answer(0, new ApiOutcome.Throttled<>("slow down", Duration.ofSeconds(20)));

    pass(Duration.ofSeconds(19));
    assertThat(fixture.assets.uploads()).hasSize(1);
    pass(Duration.ofSeconds(1));
    assertThat(fixture.assets.uploads()).hasSize(2);
  }

  @Test
  void shouldUploadNothingWhileNothingArrives() {
    fixture.read(request("r1", inline("a.txt", 1)));
    answer(0, Samples.notSent());
    assertThat(fixture.gate.openForReading()).isFalse();

    pass(Duration.ofMinutes(1));
    assertThat(fixture.assets.uploads()).hasSize(1);
    fixture.gate.heard(Samples.ok(List.of()));
    fixture.submitter.tick();

    assertThat(fixture.assets.uploads()).hasSize(2);
  }

  @Test
  void shouldDeleteWhatWasUploadedForARequestThatIsRefused() {
    fixture.read(request("r1", inline("a.txt", 3)));
    upload(0, "file-1");

    fixture.commit();
    fixture.api.submits().get(0).answer(Samples.refused(422, "no"));
    fixture.thread.run();

    assertThat(fixture.assets.deleted()).containsExactly(new FileId("file-1"));
    assertRejected("r1", ErrorCode.API_REJECTED, "no");
  }

  @Test
  void shouldKeepWhatATaskWorksWith() {
    fixture.read(request("r1", inline("a.txt", 3)));
    upload(0, "file-1");

    fixture.commit();
    fixture.api.submits().get(0).answer(accepted("task-1"));
    fixture.thread.run();

    assertThat(fixture.phase("r1")).isInstanceOf(Phase.Running.class);
    assertThat(fixture.assets.deleted()).isEmpty();
  }

  @Test
  void shouldNotUploadAgainWhatWaitsForAnotherChance() {
    fixture.read(request("r1", inline("a.txt", 3)));
    upload(0, "file-1");
    fixture.commit();

    fixture.api.submits().get(0).answer(Samples.throttled());
    fixture.thread.run();
    fixture.commit().waitForNext().commit();

    assertThat(fixture.api.submits()).hasSize(2);
    assertThat(body(1)).isEqualTo(body(0));
    assertThat(fixture.assets.uploads()).hasSize(1);
  }

  @Test
  void shouldDropWhatIsReadByAnotherReplica() {
    fixture.read(request("r1", inline("a.txt", 3)));

    fixture.ledger.release(0);
    upload(0, "file-1");

    assertThat(fixture.assets.deleted()).containsExactly(new FileId("file-1"));
    assertThat(fixture.log.appended()).isEmpty();
  }

  @Test
  void shouldUploadWhatAnAddressHolds() {
    fixture.read(request("r1", inline("a.txt", 900), remote("b.pdf")));
    upload(0, "file-1");

    assertThat(fixture.source.asked().get(0).url()).isEqualTo(ADDRESS);
    assertThat(fixture.source.asked().get(0).maxBytes()).isEqualTo(600);
    fixture.source.answer(new Fetched.Content(new byte[5]));
    upload(1, "file-2");
    fixture.commit();

    assertThat(body(0)).contains("\"file-1\",\"file-2\"");
  }

  @Test
  void shouldRefuseAnAddressThatMayNotBeAsked() {
    fixture.read(request("r1", remote("b.pdf")));

    fixture.source.answer(new Fetched.Refused("files.example is not allowed"));
    fixture.thread.run();

    assertRejected("r1", ErrorCode.ATTACHMENT_REFUSED, "'b.pdf'", "files.example is not allowed");
  }

  @Test
  void shouldGiveUpAnAddressThatNeverAnswers() {
    fixture.read(request("r1", remote("b.pdf")));

    for (int i = 1; i <= 5; i++) {
      assertThat(fixture.source.asked()).hasSize(i);
      fixture.source.answer(new Fetched.Failed("no answer"));
      fixture.thread.run();
      pass(Duration.ofSeconds(40));
    }

    assertThat(fixture.source.asked()).hasSize(5);
    assertRejected("r1", ErrorCode.ATTACHMENT_REFUSED, "no answer", "tried 5 times");
  }

  @Test
  void shouldCreateAProfileFirst() {
    fixture.read(profile("r1")).commit();
    assertThat(fixture.posted()).isEmpty();

    fixture.assets.profiles().get(0).answer(Samples.ok("profile-1"));
    fixture.thread.run();
    fixture.commit();

    assertThat(fixture.assets.profiles().get(0).asked()).isEqualTo("profile-1");
    assertThat(body(0)).isEqualTo("{\"task\":\"r1\"}");
  }

  @Test
  void shouldUseAProfileThatExists() {
    fixture.read(profile("r1"));

    fixture.assets.profiles().get(0).answer(Samples.refused(409, "exists"));
    fixture.thread.run();
    fixture.commit();

    assertThat(fixture.posted()).containsExactly("r1");
  }

  @Test
  void shouldRejectAProfileThatCannotBe() {
    fixture.read(profile("r1"));

    fixture.assets.profiles().get(0).answer(Samples.refused(422, "no such id"));
    fixture.thread.run();

    assertRejected("r1", ErrorCode.API_REJECTED, "the profile: ", "no such id");
  }

  @Test
  void shouldProvideAnewForASubmissionThatADeadReplicaLeft() {
    // given an intent without an outcome, found when the partition was restored
    TaskRequest request = request("r1", inline("a.txt", 3));
    SubmissionFixture next = SubmissionFixture.unlimited();
    next.ledger.apply(
        0,
        List.of(
            new LedgerChange.Put(
                LedgerEntry.of(request, new Phase.Submitting(1, next.clock.instant())))));

    // when it turns out twice that the API has no task of it
    next.read(request).listAfterGrace().listAfterGrace();

    assertThat(next.posted()).isEmpty();
    assertThat(next.assets.uploads()).hasSize(1);
  }

  /** Between two submissions, by another process: the files must be there anew, and are refused. */
  @Test
  void shouldKeepWhatEarlierSubmissionsMayHaveLeftBehind() {
    // given
    TaskRequest request = request("r1", inline("a.txt", 3));
    Strays strays = Strays.NONE.cancel(List.of(new TaskId("t1"))).cancelled();
    fixture.ledger.apply(
        0,
        List.of(
            new LedgerChange.Put(
                LedgerEntry.of(request, new Phase.Waiting()).with(strays.cancel(List.of())))));

    // when
    fixture.read(request);
    answer(0, Samples.refused(400, "Invalid file or filename."));

    // then
    assertRejected("r1", ErrorCode.ATTACHMENT_REFUSED, "'a.txt'");
    assertThat(fixture.ledger.find(0, request.id()).orElseThrow().strays()).isEqualTo(strays);
  }

  private void upload(int number, String fileId) {
    answer(number, Samples.ok(new FileId(fileId)));
  }

  private void answer(int number, ApiOutcome<FileId> outcome) {
    fixture.assets.uploads().get(number).answer(outcome);
    fixture.thread.run();
  }

  private void pass(Duration time) {
    fixture.clock.pass(time);
    fixture.thread.run();
    fixture.submitter.tick();
  }

  private List<String> names() {
    return fixture.assets.uploads().stream().map(Call::asked).map(Upload::name).toList();
  }

  private String body(int number) {
    return fixture.api.submits().get(number).asked().body().text();
  }

  private void assertRejected(String id, ErrorCode code, String... parts) {
    assertThat(fixture.phase(id)).isInstanceOf(Phase.Ended.class);
    TaskResult result = ((TaskEvent.Finished) fixture.log.last().events().get(0)).result();
    assertThat(result.status()).isEqualTo(TaskResult.REJECTED);
    assertThat(result.error().code()).isEqualTo(code);
    assertThat(result.error().message()).contains(parts).doesNotContain("hunter2");
    DeadLetter letter = fixture.log.last().deadLetters().get(0);
    assertThat(letter.code()).isEqualTo(code);
    assertThat(letter.reason()).isEqualTo(result.error().message());
  }

  private static TaskRequest request(String id, Attachment... attachments) {
    return request(
        id,
        "{\"task\":\"" + id + "\",\"files\":[\"mine\"]}",
        Provisions.needed(List.of(attachments), null));
  }

  private static TaskRequest profile(String id) {
    return request(id, "{\"task\":\"" + id + "\"}", Provisions.needed(List.of(), "profile-1"));
  }

  private static TaskRequest request(String id, String body, Provisions provisions) {
    return new TaskRequest(
        new RequestId(id),
        Samples.origin(0, offsetOf(id), "content of " + id),
        Samples.OPTIONS,
        new Json(body),
        Samples.DEVICE,
        List.of("hunter2"),
        provisions);
  }

  private static Attachment inline(String name, int bytes) {
    return new Attachment(name, "for tests", new Attachment.Content.Inline(new byte[bytes]));
  }

  private static Attachment remote(String name) {
    return new Attachment(name, null, new Attachment.Content.Remote(ADDRESS));
  }
}

package io.taskbridge.task;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A task API that notes what it is asked and answers when, and as, the test says. */
public final class ScriptedTaskApi implements TaskApi {
  /** What a submission carried. */
  public record Submit(Json body, String traceparent) {}

  /** What was asked about a task. */
  public record Get(TaskId taskId, OptionalLong eventsAfter, boolean downloads) {}

  /** What was sent to a task. */
  public record Send(TaskId taskId, OutgoingEvent event) {}

  /** What was listed. */
  public record Listing(OptionalLong createdBefore, int limit) {}

  /**
   * One call and its answer to come.
   *
   * @param <Q> what was asked
   * @param <A> what a success brings
   */
  public record Call<Q, A>(Q asked, CompletableFuture<ApiOutcome<A>> promise) {
    public void answer(ApiOutcome<A> outcome) {
      if (!promise.complete(outcome)) {
        throw new AssertionError("the test answers " + asked + " twice");
      }
    }

    public boolean isOpen() {
      return !promise.isDone();
    }
  }

  /** So many of the next questions for a list are met by a defect. */
  public int failAtListings;

  private final List<Call<Submit, TaskSnapshot>> submits = new ArrayList<>();
  private final List<Call<Get, TaskSnapshot>> gets = new ArrayList<>();
  private final List<Call<Send, String>> sends = new ArrayList<>();
  private final List<Call<TaskId, Boolean>> cancels = new ArrayList<>();
  private final List<Call<Listing, List<TaskSnapshot>>> listings = new ArrayList<>();

  public List<Call<Submit, TaskSnapshot>> submits() {
    return submits;
  }

  public List<Call<Get, TaskSnapshot>> gets() {
    return gets;
  }

  public List<Call<Send, String>> sends() {
    return sends;
  }

  public List<Call<Listing, List<TaskSnapshot>>> listings() {
    return listings;
  }

  public List<Call<TaskId, Boolean>> cancels() {
    return cancels;
  }

  /** The calls of a kind that wait for their answer, oldest first. */
  public static <Q, A> List<Call<Q, A>> open(List<Call<Q, A>> calls) {
    return calls.stream().filter(Call::isOpen).toList();
  }

  @Override
  public CompletionStage<ApiOutcome<TaskSnapshot>> submit(Json body, String traceparent) {
    return note(submits, new Submit(body, traceparent));
  }

  @Override
  public CompletionStage<ApiOutcome<TaskSnapshot>> get(
      TaskId id, OptionalLong eventsAfter, boolean downloads) {
    return note(gets, new Get(id, eventsAfter, downloads));
  }

  @Override
  public CompletionStage<ApiOutcome<List<TaskSnapshot>>> list(
      OptionalLong createdBefore, int limit) {
    if (failAtListings > 0) {
      failAtListings--;
      throw new IllegalStateException("thrown by a test");
    }
    return note(listings, new Listing(createdBefore, limit));
  }

  @Override
  public CompletionStage<ApiOutcome<Boolean>> cancel(TaskId id) {
    return note(cancels, id);
  }

  @Override
  public CompletionStage<ApiOutcome<String>> send(TaskId id, OutgoingEvent event) {
    return note(sends, new Send(id, event));
  }

  private static <Q, A> CompletionStage<ApiOutcome<A>> note(List<Call<Q, A>> calls, Q asked) {
    Call<Q, A> call = new Call<>(asked, new CompletableFuture<>());
    calls.add(call);
    return call.promise();
  }
}

package io.taskbridge.command;

import static java.util.Objects.requireNonNull;

import io.taskbridge.command.Command.Action;
import io.taskbridge.command.Command.Cancel;
import io.taskbridge.ledger.DueQueue;
import io.taskbridge.ledger.Follower;
import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.LedgerListener;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.WaitingRequests;
import io.taskbridge.publication.Publisher;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.InAir;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.Stop;
import io.taskbridge.task.TaskApi;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Carries commands out, and deadlines. A command of which the request was not read yet waits for
 * it. Lives on the bridge's thread; answers of the API are brought back to it.
 */
public final class Commands implements LedgerListener {
  private final CommandSettings settings;
  private final Ledger ledger;
  private final Publisher publisher;
  private final WaitingRequests requests;
  private final IntPredicate moreToCome;
  private final Clock clock;
  private final Executor thread;
  private final InAir inAir = new InAir();
  private final Sessions sessions;
  private final Stops stops;

  /** Commands of requests that were not read yet, in their order. */
  private final Map<Place, List<Command>> early = new HashMap<>();

  private final DueQueue<Place> unknown = new DueQueue<>();

  /** When a partition with such commands was last seen to have more requests than are read. */
  private final Map<Integer, Instant> crowdedAt = new HashMap<>();

  /**
   * @param requests those that wait to be submitted
   * @param moreToCome whether further requests of a partition may lie unread, because so many wait
   * @param follower is told when there is something to be seen
   * @param nanoTime the monotonic clock, in nanoseconds
   * @param thread the bridge's thread
   */
  public Commands(
      CommandSettings settings,
      TaskApi api,
      ApiGate gate,
      Ledger ledger,
      Publisher publisher,
      WaitingRequests requests,
      IntPredicate moreToCome,
      Follower follower,
      Monitor monitor,
      Clock clock,
      LongSupplier nanoTime,
      RandomGenerator random,
      Executor thread) {
    this.settings = requireNonNull(settings, "settings");
    this.ledger = requireNonNull(ledger, "ledger");
    this.publisher = requireNonNull(publisher, "publisher");
    this.requests = requireNonNull(requests, "requests");
    this.moreToCome = requireNonNull(moreToCome, "moreToCome");
    this.clock = requireNonNull(clock, "clock");
    this.thread = requireNonNull(thread, "thread");
    ActionEntries entries = new ActionEntries(ledger);
    ActionSearch search =
        new ActionSearch(
            settings, api, gate, entries, publisher, monitor, clock, random, thread, inAir);
    ActionSender sender =
        new ActionSender(
            settings, api, gate, entries, publisher, follower, monitor, clock, nanoTime, random,
            thread, inAir, search);
    this.sessions = new Sessions(settings, sender, ledger, publisher, monitor, clock, thread);
    this.stops =
        new Stops(
            settings.retry(),
            api,
            gate,
            ledger,
            publisher,
            follower,
            monitor,
            clock,
            random,
            thread,
            inAir);
  }

  /** Takes a command in; its partition must be ours. */
  public void accept(Command command) {
    Place place = Place.of(command);
    Optional<LedgerEntry> entry = known(place);
    Optional<RequestOptions> waiting =
        entry.isPresent() ? Optional.empty() : requests.find(place.partition(), place.requestId());
    if (entry.isPresent() || waiting.isPresent()) {
      // Those that came before this one are due first.
      arrived(place);
    }
    if (entry.isPresent()) {
      // Looked up again: what came before may have changed it.
      toKnown(command, known(place).orElseThrow());
    } else if (waiting.isPresent()) {
      toWaiting(command, place, waiting.get());
    } else {
      early.computeIfAbsent(place, p -> new ArrayList<>()).add(command);
      if (!unknown.contains(place)) {
        unknown.put(place, clock.instant().plus(settings.unknownTtl()));
      }
    }
  }

  /**
   * Whether a request was called off before it was read: then it is not to be submitted.
   *
   * @return why; empty when nothing speaks against it
   */
  public Optional<Stop> calledOff(int partition, RequestId requestId) {
    List<Command> waiting = early.getOrDefault(new Place(partition, requestId), List.of());
    return waiting.stream().anyMatch(Cancel.class::isInstance)
        ? Optional.of(Stop.CANCEL)
        : Optional.empty();
  }

  /** One that only waits for its next submission is the business of who submits. */
  private Optional<LedgerEntry> known(Place place) {
    return ledger.find(place.partition(), place.requestId()).filter(entry -> !entry.waits());
  }

  @Override
  public void restored(PartitionLedger partition) {
    for (LedgerEntry entry : partition.entries()) {
      if (entry.waits()) {
        continue;
      }
      stops.now(entry);
      sessions.restored(entry);
    }
  }

  @Override
  public void changed(LedgerEntry before, LedgerEntry after) {
    if (after == null || after.waits()) {
      stops.forget(Place.of(before == null ? after : before));
      return;
    }
    Place place = Place.of(after);
    stops.now(after);
    sessions.now(before, after);
    if (early.containsKey(place)) {
      // Not now: the others have to hear of this change first.
      thread.execute(() -> arrived(place));
    }
  }

  @Override
  public void released(int partition) {
    early.keySet().removeIf(place -> place.partition() == partition);
    unknown.removeIf(place -> place.partition() == partition);
    crowdedAt.remove(partition);
    stops.released(partition);
    sessions.released(partition);
  }

  /** Does what is due: deadlines, cancels, actions to be sent again, commands in vain. */
  public void tick() {
    noteCrowds();
    unknown.take(clock.instant(), Integer.MAX_VALUE).forEach(this::giveUpUnlessKnown);
    stops.tick();
    sessions.tick();
  }

  /** When {@link #tick} has something to do. */
  public Optional<Instant> next() {
    return Stream.of(unknown.next(), stops.next(), sessions.next())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  /**
   * Sends nothing more until {@link #proceed}; what is on its way comes to its end.
   *
   * @return completes when nothing is on its way any more and every outcome is appended to the log
   */
  public CompletionStage<Void> hold() {
    return inAir.hold();
  }

  /** Goes on after {@link #hold}. */
  public void proceed() {
    inAir.proceed();
    tick();
  }

  /** Commands whose request was not read yet. */
  public int early() {
    return early.values().stream().mapToInt(List::size).sum();
  }

  private void toKnown(Command command, LedgerEntry entry) {
    if (command instanceof Action action) {
      sessions.accept(action, entry);
    } else if (entry.phase().occupiesSlot() && entry.steering().stop() == null) {
      publisher.publish(
          Refusals.settled(command, entry.steered(entry.steering().stopping(Stop.CANCEL))));
    } else {
      // It is being stopped, or has ended: there is nothing left to wish for.
      publisher.publish(Refusals.settled(command));
    }
  }

  private void toWaiting(Command command, Place place, RequestOptions options) {
    if (command instanceof Cancel) {
      requests.withdraw(place.partition(), place.requestId(), Stop.CANCEL);
      publisher.publish(Refusals.settled(command));
    } else if (options.session()) {
      sessions.enqueue(place, (Action) command);
    } else {
      publisher.publish(Refusals.noSession(command));
    }
  }

  /** The request of these commands is known now. */
  private void arrived(Place place) {
    unknown.remove(place);
    List<Command> waiting = early.remove(place);
    if (waiting != null) {
      waiting.forEach(this::accept);
    }
  }

  private void noteCrowds() {
    Instant now = clock.instant();
    early.keySet().stream()
        .mapToInt(Place::partition)
        .distinct()
        .filter(moreToCome)
        .forEach(partition -> crowdedAt.put(partition, now));
  }

  /** Reading goes on some time after a crowd is gone: it has as long as any request. */
  private boolean mayBeUnread(int partition) {
    Instant crowded = crowdedAt.get(partition);
    return crowded != null && clock.instant().isBefore(crowded.plus(settings.unknownTtl()));
  }

  private void giveUpUnlessKnown(Place place) {
    if (known(place).isPresent()
        || requests.find(place.partition(), place.requestId()).isPresent()) {
      arrived(place);
    } else if (mayBeUnread(place.partition())) {
      // The request may be among those that were not read because so many waited before it.
      unknown.put(place, crowdedAt.get(place.partition()).plus(settings.unknownTtl()));
    } else {
      early.remove(place).forEach(command -> publisher.publish(Refusals.unknownRequest(command)));
    }
  }
}

package io.taskbridge.failpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * In the bridge's process: hears where it is, and ends it with {@code kill -9} at the point that is
 * armed, or stops it there until it is told to go on. The thread that came there goes no further;
 * what the others do in the milliseconds that a signal takes is what they would do at any kill.
 *
 * <p>Called from code that is woven into the bridge, whose classes are not known here.
 */
public final class Failpoints {
  private static final AtomicInteger HITS = new AtomicInteger();
  private static volatile Arming arming;
  private static volatile OutputStream executioner;

  /** Records of the transaction that is being written; on the log's thread only. */
  private static Object writing;

  private Failpoints() {}

  /**
   * From now on points may be armed in this folder. The shell that will send the signal is started
   * ahead: the less time passes, the less the other threads do. It ends with this process.
   */
  static void armedIn(Path folder) throws IOException {
    arming = new Arming(folder);
    String kill = "read signal && kill -$signal " + ProcessHandle.current().pid();
    executioner = new ProcessBuilder("sh", "-c", kill).start().getOutputStream();
  }

  /** A transaction begins. */
  public static void transaction(Object group) {
    writing = group;
  }

  /** Its records and offsets are at the broker; the commit is not asked for. */
  public static void beforeCommit() {
    commit("_BEFORE_COMMIT");
  }

  /** The commit is known to have succeeded; nobody in the bridge has heard of it. */
  public static void afterCommit() {
    commit("_AFTER_COMMIT");
  }

  /** A batch is about to wait for its transaction. */
  public static void queued(Object batch) {
    guarded(
        () -> {
          Arming.Armed armed = arming.read();
          if (armed.is(Point.OUTCOME_QUEUED)
              && Contents.of(batch, armed.requestId()).contains(Contents.OUTCOME)) {
            hit(armed);
          }
        });
  }

  /** The status line of an answer came; its body is not read. */
  public static void answered(Object response) {
    guarded(
        () -> {
          Object request = invoke(response, "io.vertx.core.http.HttpClientResponse", "request");
          String type = "io.vertx.core.http.HttpClientRequest";
          String path = String.valueOf(invoke(request, type, "getURI"));
          if (String.valueOf(invoke(request, type, "getMethod")).equals("POST")) {
            reachedUnguarded(path.endsWith("/event") ? Point.REPLY_ANSWERED : Point.POST_ANSWERED);
          }
        });
  }

  /** Where nothing needs to be known to tell the point. */
  public static void reached(String point) {
    guarded(() -> reachedUnguarded(Point.valueOf(point)));
  }

  private static void reachedUnguarded(Point point) throws IOException, InterruptedException {
    Arming.Armed armed = arming.read();
    if (armed.is(point)) {
      hit(armed);
    }
  }

  private static void commit(String when) {
    guarded(
        () -> {
          Arming.Armed armed = arming.read();
          if (armed.point() != null && armed.point().name().endsWith(when)) {
            String kind = armed.point().name().replace(when, "");
            for (Object batch : (Iterable<?>) Contents.get(writing, "batches")) {
              if (Contents.of(batch, armed.requestId()).contains(kind)) {
                hit(armed);
              }
            }
          }
        });
  }

  private static void hit(Arming.Armed armed) throws IOException, InterruptedException {
    if (HITS.incrementAndGet() < armed.count()) {
      return;
    }
    arming.fire();
    executioner.write((armed.signal() + '\n').getBytes(StandardCharsets.US_ASCII));
    executioner.flush();
    CountDownLatch never = new CountDownLatch(1);
    while (!arming.isThawed()) {
      never.await(10, TimeUnit.MILLISECONDS);
    }
  }

  private static Object invoke(Object target, String type, String method)
      throws ReflectiveOperationException {
    Class<?> known = Class.forName(type, false, target.getClass().getClassLoader());
    Method found = known.getMethod(method);
    return found.invoke(target);
  }

  /** A mistake in here must show in the bridge's log, and change nothing else. */
  private static void guarded(Hook hook) {
    try {
      hook.run();
    } catch (NoSuchFileException notArmed) {
      // The usual case.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      e.printStackTrace();
    }
  }

  /** What a call of the bridge leads to. */
  private interface Hook {
    void run() throws Exception;
  }

  /** Which point is armed: a file that the test writes, and that goes when it is reached. */
  private record Arming(Path folder) {
    /**
     * @param count the process is killed when it comes there for the so-many-th time
     * @param signal the name of what it is sent
     */
    record Armed(Point point, int count, String requestId, String signal) {
      boolean is(Point other) {
        return point == other;
      }
    }

    Armed read() throws IOException {
      String[] words = Files.readString(folder.resolve(FailpointAgent.ARMED)).split(" ");
      return new Armed(Point.valueOf(words[0]), Integer.parseInt(words[1]), words[2], words[3]);
    }

    boolean isThawed() {
      return Files.exists(folder.resolve(FailpointAgent.THAWED));
    }

    void fire() throws IOException {
      Files.move(folder.resolve(FailpointAgent.ARMED), folder.resolve(FailpointAgent.FIRED));
    }
  }
}

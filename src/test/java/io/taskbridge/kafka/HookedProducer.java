package io.taskbridge.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * Makes real producers and lets something happen in the world just before one of them is asked for
 * the next step of a transaction. What the producer makes of it is its own.
 */
final class HookedProducer implements Supplier<Producer<byte[], byte[]>> {
  private final Supplier<Producer<byte[], byte[]>> real;
  private final Map<String, List<Runnable>> hooks = new ConcurrentHashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private volatile int made;

  HookedProducer(Supplier<Producer<byte[], byte[]>> real) {
    this.real = real;
  }

  /**
   * @param happenings before the first call of this method from now on, the second, and so on
   */
  void before(String method, Runnable... happenings) {
    hooks.put(method, new ArrayList<>(List.of(happenings)));
  }

  /** How many producers there were. */
  int made() {
    return made;
  }

  /** How many times a method was called, of whichever producer. */
  long calls(String method) {
    return calls.stream().filter(method::equals).count();
  }

  @Override
  @SuppressWarnings("unchecked")
  public Producer<byte[], byte[]> get() {
    Producer<byte[], byte[]> producer = real.get();
    made++;
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            Producer.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) -> {
              calls.add(method.getName());
              List<Runnable> waiting = hooks.getOrDefault(method.getName(), new ArrayList<>());
              if (!waiting.isEmpty()) {
                waiting.remove(0).run();
              }
              try {
                return method.invoke(producer, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}

package io.taskbridge.kafka;

import io.taskbridge.task.Json;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/** Keeps one copy of equal schemas, however many requests have it. Safe to share. */
final class Schemas {
  private static final Map<Json, WeakReference<Json>> KNOWN = new WeakHashMap<>();

  private Schemas() {}

  static Json intern(Json schema) {
    synchronized (KNOWN) {
      WeakReference<Json> reference = KNOWN.get(schema);
      Json known = reference == null ? null : reference.get();
      if (known == null) {
        KNOWN.put(schema, new WeakReference<>(schema));
        return schema;
      }
      return known;
    }
  }
}

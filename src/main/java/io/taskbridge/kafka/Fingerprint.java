package io.taskbridge.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * A short hash of what a request asks for: the same for the same content, whatever the order of its
 * fields and its white space. Half of a SHA-256: enough to tell requests of one id apart.
 */
final class Fingerprint {
  private static final int BYTES = 16;
  private static final ObjectMapper SORTED =
      JsonDocuments.MAPPER.copy().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  private Fingerprint() {}

  static String of(ObjectNode request) {
    try {
      // Only maps are written in order, not trees.
      Object plain = SORTED.treeToValue(request, Object.class);
      return hash(SORTED.writeValueAsBytes(plain));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document that was read cannot be written", e);
    }
  }

  /** Of what cannot be read: the same for the same bytes. */
  static String of(byte[] value) {
    return hash(value == null ? new byte[0] : value);
  }

  private static String hash(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

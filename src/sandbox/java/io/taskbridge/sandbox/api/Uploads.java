package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** {@code /file} and {@code /extension}: what was uploaded, by size and SHA-256. */
final class Uploads {

  private static final int MAX_PURPOSE = 64;

  private final String kind;
  private final Map<String, ObjectNode> byId = new LinkedHashMap<>();

  /**
   * @param kind {@code file} or {@code extension}
   */
  Uploads(String kind) {
    this.kind = kind;
  }

  boolean contains(String id) {
    return byId.containsKey(id);
  }

  void clear() {
    byId.clear();
  }

  ArrayNode recorded() {
    return Json.array().addAll(byId.values());
  }

  Answer handle(Call call) {
    boolean extension = kind.equals("extension");
    if (call.method().equals("POST") && call.path().length == 1) {
      return upload(call);
    }
    if (extension && call.method().equals("GET") && call.path().length == 1) {
      ArrayNode list = Json.array();
      byId.values()
          .forEach(
              upload -> list.add(upload.deepCopy().retain("id", "file_name", "creation_time")));
      return Answer.ok(list);
    }
    if (call.method().equals("DELETE") && call.path().length == (extension ? 3 : 2)) {
      String id = call.path()[call.path().length - 1];
      return byId.remove(id) != null
          ? Answer.ok(Json.MAPPER.getNodeFactory().booleanNode(true))
          : Answer.error(404, capitalized() + " not found.");
    }
    return Answer.error(405, "Method Not Allowed");
  }

  private Answer upload(Call call) {
    Form.Upload file = call.form() == null ? null : call.form().files().get("file");
    if (file == null) {
      return Answer.invalid(
          Json.array().add(Details.invalid("missing", "Field required", null, "file")));
    }
    String purpose = call.form().fields().get("file_purpose");
    if (purpose != null && purpose.length() > MAX_PURPOSE) {
      return Answer.error(400, "Invalid file: file_purpose has more than 64 characters.");
    }
    if (file.fileName().isBlank() || file.fileName().contains("/")) {
      return Answer.error(400, "Invalid file or filename.");
    }
    if (kind.equals("extension") && !isZip(file)) {
      return Answer.error(400, "Invalid file format. Only ZIP files are allowed.");
    }
    String id = kind + "-" + UUID.randomUUID();
    ObjectNode node = Json.object().put("id", id).put("file_name", file.fileName());
    node.put("creation_time", call.receivedMs() / 1_000).put("size", file.content().length);
    node.put("sha256", sha256(file.content())).put("file_purpose", purpose);
    byId.put(id, node);
    return Answer.ok(Json.object().put("id", id));
  }

  private static boolean isZip(Form.Upload file) {
    byte[] content = file.content();
    return file.fileName().endsWith(".zip")
        && content.length > 1
        && content[0] == 'P'
        && content[1] == 'K';
  }

  private String capitalized() {
    return kind.equals("file") ? "File" : "Extension";
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

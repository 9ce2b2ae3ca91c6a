package io.taskbridge.taskapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.UUID;

/**
 * The form of {@code POST /file}: one file and its purpose, written as browsers write it (RFC 7578,
 * WHATWG). Written here and not by the client, so that its length is known beforehand and no name
 * can break out of its header.
 */
final class FileForm {
  private final String boundary = "bridge-" + UUID.randomUUID();
  private final byte[] body;

  /**
   * @param purpose null for none
   */
  FileForm(String name, String purpose, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 512);
    if (purpose != null) {
      write(out, "--" + boundary + "\r\n");
      write(out, "Content-Disposition: form-data; name=\"file_purpose\"\r\n\r\n");
      write(out, purpose + "\r\n");
    }
    write(out, "--" + boundary + "\r\n");
    write(
        out,
        "Content-Disposition: form-data; name=\"file\"; filename=\"" + escaped(name) + "\"\r\n");
    write(out, "Content-Type: application/octet-stream\r\n\r\n");
    out.writeBytes(content);
    write(out, "\r\n--" + boundary + "--\r\n");
    this.body = out.toByteArray();
  }

  String contentType() {
    return "multipart/form-data; boundary=" + boundary;
  }

  byte[] body() {
    return body;
  }

  private static String escaped(String name) {
    return name.replace("\r", "%0D").replace("\n", "%0A").replace("\"", "%22");
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(UTF_8));
  }
}

package io.taskbridge.failpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;

/** Makes the agent's jar of the compiled test classes; it names the library that it needs. */
public final class AgentJar {
  private AgentJar() {}

  /** The JVM option that puts the agent before a program. */
  public static String option(Path jar, Path armedIn) {
    return "-javaagent:" + jar.toAbsolutePath() + "=" + armedIn.toAbsolutePath();
  }

  /** Writes the jar and returns its path. */
  public static Path write(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(new Attributes.Name("Premain-Class"), FailpointAgent.class.getName());
    main.put(Attributes.Name.CLASS_PATH, home(ByteBuddy.class).toUri().toString());
    String folder = FailpointAgent.class.getPackageName().replace('.', '/');
    Path root = home(FailpointAgent.class);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest);
        Stream<Path> found = Files.list(root.resolve(folder))) {
      List<Path> classes = found.filter(file -> file.toString().endsWith(".class")).toList();
      for (Path file : classes) {
        entries.putNextEntry(new JarEntry(folder + "/" + file.getFileName()));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    }
    return jar;
  }

  private static Path home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("no file has " + type, e);
    }
  }
}

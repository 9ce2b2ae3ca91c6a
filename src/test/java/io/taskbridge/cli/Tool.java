package io.taskbridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/** The command line as a person sees it, with settings of the test's own. */
final class Tool {
  private final Map<String, String> settings = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  Tool(String bootstrapServers) {
    settings.put("kafka.bootstrap.servers", bootstrapServers);
  }

  Tool with(String name, String value) {
    settings.put(name, value);
    return this;
  }

  int run(String... args) {
    return runWith("", args);
  }

  int runWith(String input, String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    Screen screen =
        new Screen(
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            Ansi.OFF,
            false);
    return new CommandLineTool(this::setup, screen).run(args);
  }

  Setup setup() {
    return Setup.of(
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addDiscoveredConverters()
            .withDefaultValues(settings));
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}

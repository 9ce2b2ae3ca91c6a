package io.taskbridge.sandbox.tour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The requests of the tour. */
final class Samples {

  private final List<Sample> samples = new ArrayList<>();

  private Samples() {}

  static List<Sample> all() {
    Samples all = new Samples();
    all.plain();
    all.structured();
    all.withTools();
    all.steered();
    all.unhappy();
    return List.copyOf(all.samples);
  }

  private void plain() {
    add("news-1", "plain task", task("Get the top story", 700), Expectation.done());
    add(
        "news-2",
        "with a starting URL",
        task("Get the second story", 1100).put("url", "https://news.example.com/"),
        Expectation.done());
    add(
        "mobile-1",
        "on a mobile device",
        task("Read the menu", 900).put("device", "mobile"),
        Expectation.done());
    add(
        "silent-1",
        "without a recording",
        task("Check a price", 600).put("enable_recording", false),
        Expectation.done());
    add(
        "steps-1",
        "with a step limit",
        task("Fill in a form", 1600).put("max_steps", 8),
        Expectation.done());
    add("slow-1", "a slow one", task("Compare three offers", 4500), Expectation.done());
    add(
        "future-1",
        "a field unknown to the bridge",
        task("Look around", 1300).put("use_next_feature", true),
        Expectation.done());
    add("unicode-1", "text in any script", task("東京の天気は? ☀", 800), Expectation.done());
  }

  private void structured() {
    add(
        "offer-1",
        "structured: an object",
        structured(
            "Find the cheapest offer",
            object("product", type("string"), "price", type("number").put("minimum", 1))),
        Expectation.done(o -> o.path("product").isTextual() && o.path("price").isNumber()));
    add(
        "list-1",
        "structured: a list",
        structured("List the headlines", type("array").<ObjectNode>set("items", type("string"))),
        Expectation.done(o -> o.isArray() && o.path(0).isTextual()));
    add(
        "nested-1",
        "structured: nested",
        structured(
            "Read the invoice",
            object(
                "total",
                type("integer"),
                "lines",
                type("array").<ObjectNode>set("items", object("name", type("string"))))),
        Expectation.done(o -> o.path("lines").path(0).path("name").isTextual()));
    ObjectNode choice = type("string");
    choice.putArray("enum").add("in stock").add("sold out");
    add(
        "choice-1",
        "structured: a choice",
        structured("Is it in stock?", object("state", choice)),
        Expectation.done(o -> Set.of("in stock", "sold out").contains(o.path("state").asText())));
  }

  private void withTools() {
    add(
        "tool-1",
        "one tool call",
        tools(task("What to wear in Rome?", 700), "weather"),
        Expectation.doneWithTools(1));
    add(
        "tool-2",
        "two tool calls, one by one",
        tools(task("Order what is missing", 700), "stock", "order"),
        Expectation.doneWithTools(2));
  }

  private void steered() {
    ObjectNode session = task(null, 0);
    metadata(session).put("sandbox.action_ms", 700);
    ObjectNode page = object("title", type("string"));
    add(
        "session-1",
        "goto, extract, close",
        session,
        List.of(
            action("a1", "goto", o -> o.put("url", "https://shop.example.com/")),
            action("a2", "extract", o -> o.set("schema", page)),
            action("a3", "close", o -> {})),
        Expectation.closedAfter(3));
    add(
        "cancel-1",
        "cancelled while it runs",
        task("Watch the price for an hour", 3_600_000),
        List.of(JsonNodeFactory.instance.objectNode().put("command", "cancel")),
        Expectation.cancelled());
  }

  private void unhappy() {
    ObjectNode failing = task("Book the sold-out flight", 900);
    metadata(failing).put("sandbox.status", "failed");
    add("fail-1", "the agent fails", failing, Expectation.failed());
    ObjectNode early = task("Open a page that is not there", 200);
    metadata(early).put("sandbox.status", "failed").put("sandbox.output", "HTTP 404");
    add("fail-2", "the agent fails early", early, Expectation.failed());
    ObjectNode busy = task("Wait for a free browser", 500);
    metadata(busy).put("sandbox.refuse", "concurrency").put("sandbox.refuse_times", 1);
    add("busy-1", "first answered 429, sent again", busy, Expectation.done());
    add(
        "invalid-1",
        "refused with 422",
        task("Take a thousand steps", 500).put("max_steps", 1000),
        Expectation.rejected("API_REJECTED"));
    ObjectNode premium = task("Use what was not paid for", 500);
    metadata(premium).put("sandbox.refuse", "premium");
    add("premium-1", "refused with 403", premium, Expectation.rejected("API_FORBIDDEN"));
    samples.add(
        new Sample(
            "broken-1",
            "not JSON",
            "{\"task\": \"the brace that nev",
            Expectation.unreadable("INVALID_JSON")));
  }

  private void add(String id, String shows, ObjectNode request, Expectation expected) {
    add(id, shows, request, List.of(), expected);
  }

  private void add(
      String id,
      String shows,
      ObjectNode request,
      List<ObjectNode> commands,
      Expectation expected) {
    request.putObject("bridge").put("request_id", id);
    List<String> values = commands.stream().map(c -> c.put("request_id", id).toString()).toList();
    samples.add(new Sample(id, shows, request.toString(), values, expected));
  }

  private static ObjectNode action(String id, String name, Consumer<ObjectNode> input) {
    ObjectNode command = JsonNodeFactory.instance.objectNode().put("command", "action");
    input.accept(command.putObject("action").put("id", id).put("name", name).putObject("input"));
    return command;
  }

  private static ObjectNode task(String text, int runMs) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("task", text);
    metadata(node).put("sandbox.wait_ms", 400).put("sandbox.run_ms", runMs);
    return node;
  }

  private static ObjectNode structured(String text, JsonNode schema) {
    return task(text, 1000).set("response_model", schema);
  }

  private static ObjectNode tools(ObjectNode task, String... names) {
    metadata(task).put("sandbox.tools", String.join(",", names));
    for (String name : names) {
      task.withArray("custom_tools")
          .addObject()
          .put("name", name)
          .put("description", "Answers questions about " + name + ".")
          .put("output", "An object.")
          .putObject("inputs");
    }
    return task;
  }

  private static ObjectNode metadata(ObjectNode task) {
    return task.withObject("/metadata");
  }

  private static ObjectNode type(String name) {
    return JsonNodeFactory.instance.objectNode().put("type", name);
  }

  private static ObjectNode object(Object... properties) {
    ObjectNode schema = type("object");
    ObjectNode all = schema.putObject("properties");
    for (int i = 0; i < properties.length; i += 2) {
      all.set((String) properties[i], (JsonNode) properties[i + 1]);
      schema.withArray("required").add((String) properties[i]);
    }
    return schema;
  }
}

package io.taskbridge.bridge;

import io.taskbridge.sandbox.api.ApiOptions;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.util.Map;

/** A broker and a task API, and the ways in and out of the bridge between them. */
final class Sandbox implements AutoCloseable {
  private final EmbeddedBroker broker;
  private final String bootstrapServers;
  private final SimulatedTaskApi api;
  private final Requests requests;
  private Outputs outputs;

  private Sandbox(EmbeddedBroker broker, String bootstrapServers, SimulatedTaskApi api) {
    this.broker = broker;
    this.bootstrapServers = bootstrapServers;
    this.api = api;
    this.requests = new Requests(bootstrapServers);
  }

  static Sandbox start() {
    EmbeddedBroker broker = EmbeddedBroker.start();
    try {
      return new Sandbox(broker, broker.bootstrapServers(), startApi());
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /** With a broker of somebody else's, who closes it. */
  static Sandbox between(String bootstrapServers) {
    return new Sandbox(null, bootstrapServers, startApi());
  }

  private static SimulatedTaskApi startApi() {
    return SimulatedTaskApi.start(
        ApiOptions.defaults().withSettings(Json.object().put("request_log", ApiRecord.CALLS)));
  }

  /** The environment of a bridge between the two. */
  Map<String, String> environment() {
    return BridgeProcess.environment(bootstrapServers, api.baseUrl());
  }

  /** Null when it is somebody else's. */
  EmbeddedBroker broker() {
    return broker;
  }

  SimulatedTaskApi api() {
    return api;
  }

  ApiRecord record() {
    return new ApiRecord(api);
  }

  Requests requests() {
    return requests;
  }

  /** Read from the first call on, when the topics must be there. */
  synchronized Outputs outputs() {
    if (outputs == null) {
      outputs = new Outputs(bootstrapServers, Outputs.TOPICS);
    }
    return outputs;
  }

  @Override
  public synchronized void close() {
    requests.close();
    if (outputs != null) {
      outputs.close();
    }
    api.close();
    if (broker != null) {
      broker.close();
    }
  }
}

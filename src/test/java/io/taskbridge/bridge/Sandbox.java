package io.taskbridge.bridge;

import io.taskbridge.sandbox.api.ApiOptions;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.util.Map;

/** A broker and a task API, and the ways in and out of the bridge between them. */
final class Sandbox implements AutoCloseable {
  private final EmbeddedBroker broker;
  private final SimulatedTaskApi api;
  private final Requests requests;
  private Outputs outputs;

  private Sandbox(EmbeddedBroker broker, SimulatedTaskApi api) {
    this.broker = broker;
    this.api = api;
    this.requests = new Requests(broker.bootstrapServers());
  }

  static Sandbox start() {
    EmbeddedBroker broker = EmbeddedBroker.start();
    try {
      return new Sandbox(broker, startApi());
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  private static SimulatedTaskApi startApi() {
    return SimulatedTaskApi.start(
        ApiOptions.defaults().withSettings(Json.object().put("request_log", ApiRecord.CALLS)));
  }

  /** The environment of a bridge between the two. */
  Map<String, String> environment() {
    return BridgeProcess.environment(broker.bootstrapServers(), api.baseUrl());
  }

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
      outputs = new Outputs(broker.bootstrapServers(), Outputs.TOPICS);
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
    broker.close();
  }
}

package io.taskbridge.taskapi;

import io.quarkus.rest.client.reactive.NotBody;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The task API's calls on the wire. Bodies are raw both ways, so that fields that this version of
 * the bridge does not know survive.
 *
 * <p>A parameter that is null is not sent. The {@link Exchange} is not sent either: it follows the
 * call through the HTTP client.
 */
@Path("/task")
@Consumes("application/json")
@Produces("application/json")
interface TaskResource {
  @POST
  Uni<RestResponse<byte[]>> submit(
      @NotBody Exchange exchange,
      @HeaderParam("apikey") String key,
      @HeaderParam("traceparent") String traceparent,
      byte[] body);

  @GET
  Uni<RestResponse<byte[]>> list(
      @NotBody Exchange exchange,
      @HeaderParam("apikey") String key,
      @QueryParam("t") Long createdBefore,
      @QueryParam("l") int limit);

  @GET
  @Path("/{id}")
  Uni<RestResponse<byte[]>> get(
      @NotBody Exchange exchange,
      @HeaderParam("apikey") String key,
      @PathParam("id") String id,
      @QueryParam("event_t") Long eventsAfter,
      @QueryParam("downloads") Boolean downloads);

  /** The same in the pieces in which it comes. */
  @GET
  @Path("/{id}")
  Multi<byte[]> read(
      @NotBody Exchange exchange,
      @HeaderParam("apikey") String key,
      @PathParam("id") String id,
      @QueryParam("downloads") Boolean downloads);

  @DELETE
  @Path("/{id}")
  Uni<RestResponse<byte[]>> cancel(
      @NotBody Exchange exchange, @HeaderParam("apikey") String key, @PathParam("id") String id);

  @POST
  @Path("/{id}/event")
  Uni<RestResponse<byte[]>> send(
      @NotBody Exchange exchange,
      @HeaderParam("apikey") String key,
      @PathParam("id") String id,
      byte[] body);
}

package io.taskbridge.taskapi;

import io.quarkus.rest.client.reactive.NotBody;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import org.jboss.resteasy.reactive.RestResponse;

/** The calls for files and profiles on the wire; see {@link TaskResource}. */
@Path("/")
@Produces("application/json")
interface AssetResource {
  /**
   * @param contentType names the boundary that the body was written with
   */
  @POST
  @Path("/file")
  Uni<RestResponse<byte[]>> upload(
      @NotBody Exchange exchange,
      @HeaderParam("apikey") String key,
      @HeaderParam("Content-Type") String contentType,
      byte[] body);

  @DELETE
  @Path("/file/{id}")
  Uni<RestResponse<byte[]>> deleteFile(
      @NotBody Exchange exchange, @HeaderParam("apikey") String key, @PathParam("id") String id);

  @POST
  @Path("/profile")
  @Consumes("application/json")
  Uni<RestResponse<byte[]>> createProfile(
      @NotBody Exchange exchange, @HeaderParam("apikey") String key, byte[] body);
}

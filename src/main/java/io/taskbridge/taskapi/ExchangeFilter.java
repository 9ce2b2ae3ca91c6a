package io.taskbridge.taskapi;

import java.util.List;
import org.jboss.resteasy.reactive.client.impl.RestClientRequestContext;
import org.jboss.resteasy.reactive.client.spi.ResteasyReactiveClientRequestContext;
import org.jboss.resteasy.reactive.client.spi.ResteasyReactiveClientRequestFilter;

/** Hands the {@link Exchange} among a call's parameters to the context in which the call runs. */
final class ExchangeFilter implements ResteasyReactiveClientRequestFilter {
  @Override
  public void filter(ResteasyReactiveClientRequestContext call) {
    Object parameters = call.getProperty(RestClientRequestContext.INVOKED_METHOD_PARAMETERS_PROP);
    if (parameters instanceof List<?> list
        && !list.isEmpty()
        && list.get(0) instanceof Exchange exchange) {
      exchange.follow(call.getContext());
    }
  }
}

package io.sonde.web;

import io.helidon.config.Config;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import io.helidon.health.HealthCheckType;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.observe.ObserverConfigBase;
import io.helidon.webserver.observe.health.HealthObserver;
import io.helidon.webserver.observe.spi.Observer;
import io.helidon.webserver.spi.ServerFeature;
import io.sonde.web.answers.Methods;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Helidon's health endpoints, {@code /observe/health} with {@code /live}, {@code /ready} and {@code
 * /started}, and a 405 for methods that they do not have.
 *
 * <p>{@code live} checks the parts without which the service cannot work, and never a target.
 */
final class HealthEndpoints implements Observer {
  private static final System.Logger LOGGER = System.getLogger(HealthEndpoints.class.getName());

  private final HealthObserver observer;

  /**
   * @param configs Helidon's keys of the health observer, later ones above earlier ones
   * @param checks what is asked besides; one that throws counts as down
   */
  HealthEndpoints(List<Config> configs, List<HealthCheck> checks) {
    var builder = HealthObserver.builder().details(true).useSystemServices(false);
    configs.forEach(builder::config);
    this.observer =
        builder.addHealthChecks(checks.stream().map(HealthEndpoints::guarded).toList()).build();
  }

  @Override
  public ObserverConfigBase prototype() {
    return observer.prototype();
  }

  @Override
  public String type() {
    return observer.type();
  }

  @Override
  public void register(
      ServerFeature.ServerFeatureContext context,
      List<HttpRouting.Builder> routings,
      UnaryOperator<String> endpoint) {
    observer.register(context, routings, endpoint);
    String root = endpoint.apply(observer.prototype().endpoint());
    if (observer.prototype().enabled()) {
      // A feature keeps the weight of the observers, and with it the place after Helidon's routes.
      routings.forEach(routing -> routing.addFeature((HttpFeature) r -> otherMethods(r, root)));
    }
  }

  private static void otherMethods(HttpRouting.Builder routing, String root) {
    for (String path : List.of("", "/live", "/ready", "/started")) {
      Methods.refuseOthers(routing, root + path);
    }
  }

  /** Helidon would print the exception's text in the answer. */
  private static HealthCheck guarded(HealthCheck check) {
    return new HealthCheck() {
      @Override
      public HealthCheckResponse call() {
        try {
          return check.call();
        } catch (RuntimeException e) {
          LOGGER.log(Level.ERROR, "The health check " + check.name() + " failed", e);
          return HealthCheckResponse.builder().status(HealthCheckResponse.Status.ERROR).build();
        }
      }

      @Override
      public String name() {
        return check.name();
      }

      @Override
      public String path() {
        return check.path();
      }

      @Override
      public HealthCheckType type() {
        return check.type();
      }
    };
  }
}

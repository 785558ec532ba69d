package io.sonde.web;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.sonde.web.answers.Answer;
import io.sonde.web.answers.Methods;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Reads the configuration again on POST to {@code /-/reload}, beside the scrapes: 200 when it is in
 * use, 500 with its problems when it was refused, 403 unless {@code reload.http} allows it.
 * Thread-safe.
 */
public final class ReloadObserver extends EndpointObserver {
  private static final String NAME = "reload";

  private final BooleanSupplier allowed;
  private final Supplier<Reloaded> reload;

  /**
   * The result of a reload. Immutable.
   *
   * @param successful true when the configuration in the file is in use
   * @param lines for people, without secrets
   */
  public record Reloaded(boolean successful, List<String> lines) {
    public Reloaded {
      lines = List.copyOf(lines);
    }
  }

  /**
   * @param allowed asked at each request
   * @param reload returns when it is done
   */
  public ReloadObserver(BooleanSupplier allowed, Supplier<Reloaded> reload) {
    super(NAME);
    this.allowed = allowed;
    this.reload = reload;
  }

  @Override
  protected void endpoints(HttpRouting.Builder routing, UnaryOperator<String> endpoint) {
    Methods.postOnly(routing, endpoint.apply("/-/" + NAME), this::reload);
  }

  private void reload(ServerRequest request, ServerResponse response) {
    if (!allowed.getAsBoolean()) {
      Answer.send(
          request, response, Status.FORBIDDEN_403, "403 Forbidden: reload.http is not true");
      return;
    }
    Reloaded reloaded = reload.get();
    Answer.send(
        request,
        response,
        reloaded.successful() ? Status.OK_200 : Status.INTERNAL_SERVER_ERROR_500,
        String.join("\n", reloaded.lines()));
  }
}

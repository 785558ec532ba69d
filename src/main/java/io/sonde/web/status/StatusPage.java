package io.sonde.web.status;

import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.Utf8ByteOutput;
import io.sonde.collection.OnDemandResult;
import io.sonde.mapping.Explanation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Renders the status page, for people and for programs. Thread-safe. */
public final class StatusPage {
  private final StatusFacts facts;
  private final InstantSource clock;
  private final Instant started;

  /** A page of these facts. Sonde counts as started when this is made. */
  public StatusPage(StatusFacts facts) {
    this(facts, InstantSource.system());
  }

  StatusPage(StatusFacts facts, InstantSource clock) {
    this.facts = facts;
    this.clock = clock;
    this.started = clock.instant();
  }

  /** The page as HTML, in UTF-8. */
  public byte[] html(Selection selection) {
    return html(view(selection));
  }

  @SuppressWarnings("NullAway") // no interceptor: jte asks for null, without saying so
  static byte[] html(StatusView view) {
    var output = new Utf8ByteOutput();
    JtestatusGenerated.render(new OwaspHtmlTemplateOutput(output), null, view);
    return output.toByteArray();
  }

  /** What one collection read now, and what its metrics made of it, as HTML in UTF-8. */
  @SuppressWarnings("NullAway") // no interceptor, as above
  public static byte[] explanation(OnDemandResult fresh, Explanation explanation) {
    var output = new Utf8ByteOutput();
    JteexplainGenerated.render(new OwaspHtmlTemplateOutput(output), null, fresh, explanation);
    return output.toByteArray();
  }

  private StatusView view(Selection selection) {
    Instant now = clock.instant();
    return StatusView.of(facts, selection, now, Duration.between(started, now));
  }

  /** The same as JSON, in UTF-8. */
  public byte[] json(Selection selection) {
    return StatusJson.of(view(selection));
  }
}

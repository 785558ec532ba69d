package io.sonde.collection.status;

import io.sonde.targets.ReadException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one collection at one moment, without secrets. Immutable.
 *
 * @param since when it came into its state; null before the first run
 * @param failure the last failure, also when runs have succeeded since; null when there was none
 * @param lastSuccess when a run last succeeded; null when none has
 * @param age the time since then; null when no run has succeeded
 * @param keep how long the samples of the last good run outlive failures
 * @param every the time from one turn to the next
 * @param runs the last runs, at most {@link RunRing#MOST}, the latest last
 * @param samples what is exposed now of the last good run, in series
 * @param next when the next turn comes; null when turns have not begun
 * @param metrics each metric once, in the order of the configuration
 */
public record CollectionStatus(
    String collector,
    String target,
    State state,
    @Nullable Instant since,
    @Nullable Trouble failure,
    @Nullable Instant lastSuccess,
    @Nullable Duration age,
    Duration keep,
    Duration every,
    List<Ran> runs,
    int samples,
    @Nullable Instant next,
    List<MetricStatus> metrics) {
  public CollectionStatus {
    runs = List.copyOf(runs);
    metrics = List.copyOf(metrics);
  }

  /** How a collection goes. */
  public enum State {
    /** No run has ended yet. */
    NEVER_RUN,
    /** The last run succeeded. */
    UP,
    /** The last run failed; what was read before is still exposed, if there was anything. */
    FAILING,
    /** No run has succeeded for longer than {@code keep}: the samples were dropped. */
    STALE,
    /** The target does not have what the collector asks for. */
    DOES_NOT_APPLY;

    /** In lower case, with spaces. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * Why a run failed.
   *
   * @param message one line, in the words of the log
   * @param at when
   */
  public record Trouble(Reason reason, String message, Instant at) {}

  /**
   * One run.
   *
   * @param seconds what it took; NaN for one that did not read its target
   */
  public record Ran(boolean succeeded, double seconds) {}

  /**
   * One metric of the collection.
   *
   * @param name as it is exposed, prefix included
   * @param series how many series are exposed of it now, as Prometheus stores them
   * @param missing why there are none; null when there are
   * @param fields those that no row of the last good run had a value of, as the configuration
   *     writes them
   * @param unmatched what is known of these fields, and of the paths and patterns that matched
   *     nothing where there was no row, in the words of the log
   */
  public record MetricStatus(
      String name,
      int series,
      @Nullable Missing missing,
      List<String> fields,
      List<String> unmatched) {
    public MetricStatus {
      fields = List.copyOf(fields);
      unmatched = List.copyOf(unmatched);
    }
  }

  /** Why a metric has no series. */
  public enum Missing {
    NOT_RUN("no run has ended yet"),
    NO_ROW("the last run gave no row"),
    NO_FIELD("its field is missing in every row"),
    SKIPPED("every row was skipped, since it had no value"),
    FAILED("no run has succeeded"),
    DROPPED("dropped, since no run has succeeded for longer than `keep`"),
    COLLIDES("left out, since another collection gives the same series"),
    DOES_NOT_APPLY("the target does not have what the collector asks for");

    private final String words;

    Missing(String words) {
      this.words = words;
    }

    /** For people. */
    public String words() {
      return words;
    }
  }
}

package io.sonde.mapping;

import io.sonde.config.CollectorConfig;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;

/**
 * How many samples and observations one batch may still add. The limit of samples protects
 * Prometheus; the limit of observations protects Sonde's memory until the batch is finished. Not
 * thread-safe.
 *
 * <p>Samples are counted as Prometheus stores them: a histogram is its buckets, {@code +Inf}, sum
 * and count; a summary its quantiles, sum and count.
 */
final class Budget {
  /** The maximum number of observations for each sample that a batch may publish. */
  private static final int OBSERVATIONS = 100;

  private final CollectorConfig collector;
  private long samples;
  private long observations;

  Budget(CollectorConfig collector) {
    this.collector = collector;
  }

  /** Counts the samples of series that earlier batches have observed. */
  void start(int existing) {
    samples += existing;
  }

  void samples(int more, Rule rule) throws ReadException {
    samples += more;
    if (samples > collector.maxSamples()) {
      throw exceeded(rule, "%d samples (max-samples)".formatted(collector.maxSamples()));
    }
  }

  void observation(Rule rule) throws ReadException {
    observations++;
    long most = (long) OBSERVATIONS * collector.maxSamples();
    if (observations > most) {
      throw exceeded(
          rule, "%d observations in a read (%d times max-samples)".formatted(most, OBSERVATIONS));
    }
  }

  private ReadException exceeded(Rule rule, String most) {
    return new ReadException(
        Reason.LIMIT,
        "collector %s: expected at most %s, found more at metric %s"
            .formatted(collector.name(), most, rule.config().name()),
        null);
  }
}

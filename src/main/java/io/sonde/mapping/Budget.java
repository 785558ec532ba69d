package io.sonde.mapping;

import io.sonde.config.CollectorConfig;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;

/**
 * What one batch may still add: samples, which bound what a source does to Prometheus, and
 * observations, which bound what it does to Sonde before the batch is finished. Not thread-safe.
 *
 * <p>Samples are counted as Prometheus stores them: a histogram is its buckets, {@code +Inf}, sum
 * and count; a summary its quantiles, sum and count.
 */
final class Budget {
  /** One batch may observe so many values for each sample that it may publish. */
  private static final int OBSERVATIONS = 100;

  private final CollectorConfig collector;
  private long samples;
  private long observations;

  Budget(CollectorConfig collector) {
    this.collector = collector;
  }

  /** Counts samples that exist already: observed series of earlier batches. */
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

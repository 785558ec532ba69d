package io.sonde.collection.status;

import io.sonde.collection.status.CollectionStatus.Ran;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The last runs of one collection, in 4 bytes each. Not thread-safe. */
public final class RunRing {
  /** So many runs are remembered. */
  public static final int MOST = 60;

  private static final double NANOS = 1e9;

  // Seconds; of a run that failed with the sign bit set, NaN of one that did not read.
  private float[] seconds = new float[4];
  private int added;

  /** Adds a run that read its target. */
  public void add(boolean succeeded, long nanos) {
    float took = (float) (Math.max(0, nanos) / NANOS);
    add(succeeded ? took : -took);
  }

  /** Adds a run that failed before it read its target. */
  public void addSkipped() {
    add(Float.NaN);
  }

  private void add(float value) {
    if (added == seconds.length && added < MOST) {
      seconds = Arrays.copyOf(seconds, Math.min(MOST, 2 * added));
    }
    seconds[added % seconds.length] = value;
    // Stays between one and two rounds, so that it never overflows.
    added = added + 1 == 2 * MOST ? MOST : added + 1;
  }

  /** The latest last. */
  public List<Ran> runs() {
    var runs = new ArrayList<Ran>();
    for (int n = Math.max(0, added - MOST); n < added; n++) {
      float value = seconds[n % seconds.length];
      runs.add(
          new Ran(Float.floatToRawIntBits(value) >= 0 && !Float.isNaN(value), Math.abs(value)));
    }
    return runs;
  }
}

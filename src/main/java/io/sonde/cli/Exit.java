package io.sonde.cli;

/** How a command ended. */
public enum Exit {
  /** It succeeded. */
  DONE(0),
  /** It failed, and has printed why. */
  FAILED(1),
  /** The command line was not understood. */
  MISUSED(2),
  /** A vital part of the service was dead; the log has the part and the reason. */
  DIED(3),
  /** Sonde is running, on threads of its own. Not an exit code. */
  SERVING(-1);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  /** The exit code of the process. */
  public int code() {
    return code;
  }
}

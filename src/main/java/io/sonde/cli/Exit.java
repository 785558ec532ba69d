package io.sonde.cli;

/** How a command ended. */
public enum Exit {
  /** It did what was asked. */
  DONE(0),
  /** It could not, and has printed why. */
  FAILED(1),
  /** The command line was not understood. */
  MISUSED(2),
  /** A part that the service cannot do without was dead; the log says which and why. */
  DIED(3),
  /** It goes on: Sonde is running in threads of its own. Not an exit code. */
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

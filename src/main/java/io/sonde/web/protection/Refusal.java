package io.sonde.web.protection;

import java.util.Locale;

/** Why a request was refused. */
public enum Refusal {
  /** It came sooner than the rate limit allows: 429. */
  RATE,
  /** It had no user name and password, or wrong ones: 401. */
  CREDENTIALS,
  /** Too many passwords wait to be compared: 503. */
  BUSY;

  /** The label value: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

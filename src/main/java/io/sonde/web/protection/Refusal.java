package io.sonde.web.protection;

import java.util.Locale;

/** Why a request was refused. */
public enum Refusal {
  /** The rate limit is exceeded: 429. */
  RATE,
  /** User name and password are missing or wrong: 401. */
  CREDENTIALS,
  /** Too many passwords wait to be compared: 503. */
  BUSY;

  /** The label value: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

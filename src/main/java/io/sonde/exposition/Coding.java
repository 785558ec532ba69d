package io.sonde.exposition;

/** The content codings that an exposition can be rendered in. */
public enum Coding {
  /** No compression. */
  IDENTITY("identity"),

  /** One gzip member (RFC 1952). */
  GZIP("gzip");

  private final String label;

  Coding(String label) {
    this.label = label;
  }

  /** The name of the coding in {@code Accept-Encoding} and {@code Content-Encoding}. */
  public String label() {
    return label;
  }
}

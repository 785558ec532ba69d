package io.sonde;

/** Starts Sonde. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    switch ((Object) args.length) {
      case Integer i when i > 3 -> System.out.println("many");
      case Integer _ -> System.out.println(Runtime.version());
      default -> System.out.println("?");
    }
  }
}

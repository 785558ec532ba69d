package io.sonde.mapping.text;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.sonde.config.Conversion;
import io.sonde.config.Conversion.As;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value of a field as a number, as a conversion says. Immutable.
 *
 * @param pattern the pattern whose first group is read; null to read the whole text
 */
public record Reader(@Nullable Pattern pattern, As as) {
  private static final double PERCENT = 100;

  public static Reader of(Conversion conversion) {
    String pattern = conversion.pattern();
    return new Reader(pattern == null ? null : Pattern.compile(pattern), conversion.as());
  }

  /**
   * The part of a value that is read as the number.
   *
   * @return null when the pattern does not match
   */
  public @Nullable Object part(Object found) {
    if (pattern == null) {
      return found;
    }
    Matcher matcher = pattern.matcher(LabelText.of(found));
    return matcher.find() ? matcher.group(1) : null;
  }

  /**
   * The number of a part.
   *
   * @return null when the part is not a number
   */
  public @Nullable Double number(Object part) {
    return switch (part) {
      case Boolean truth -> truth ? 1.0 : 0.0;
      // By its decimal text: a float of 0.3 is 0.3, not 0.30000001192092896.
      case Float number -> of(Double.parseDouble(number.toString()));
      case Number number -> of(number.doubleValue());
      case String text -> of(text);
      default -> null;
    };
  }

  private double of(double number) {
    return switch (as) {
      case NUMBER, BYTES, DURATION, TIMESTAMP -> number;
      case PERCENT -> number / PERCENT;
      case BOOLEAN -> number == 0 ? 0 : 1;
    };
  }

  private @Nullable Double of(String text) {
    String stripped = text.strip();
    Double plain = as == As.BOOLEAN ? null : NumericText.parse(stripped);
    if (plain != null) {
      return of(plain);
    }
    return switch (as) {
      case NUMBER -> null;
      case BYTES -> UnitText.bytes(stripped);
      case DURATION -> UnitText.seconds(stripped);
      case TIMESTAMP -> TimeText.seconds(stripped);
      case PERCENT -> {
        String number = stripped.endsWith("%") ? stripped.substring(0, stripped.length() - 1) : "";
        Double percent = NumericText.parse(number);
        yield percent == null ? null : of(percent);
      }
      case BOOLEAN -> UnitText.truth(stripped);
    };
  }

  /** What a message says is expected of a part. */
  public String wanted() {
    return switch (as) {
      case NUMBER -> "a number";
      case BYTES -> "a number of bytes such as 1000 MB or 1.5GiB";
      case DURATION -> "a duration such as 1h2m or PT5M";
      case TIMESTAMP -> "a time such as 2026-11-20T10:00:00Z";
      case PERCENT -> "a percentage such as 45%";
      case BOOLEAN -> "yes or no";
    };
  }
}

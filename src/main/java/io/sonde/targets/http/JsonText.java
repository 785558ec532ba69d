package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Makes the text of a JSON document of the bytes of an answer: unzips and decodes. Stateless. */
final class JsonText {
  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);
  private static final int PART = 16 * 1024;

  /** Stands for bytes that are no text, unless somebody wrote it. */
  private static final char REPLACED = '\uFFFD';

  private JsonText() {}

  /**
   * The text, in the character set that the answer or its byte order mark names, else UTF-8.
   *
   * @param bound the most bytes that the body may have when it is unzipped
   * @throws ReadException {@code LIMIT} beyond the bound, else {@code READ}: an HTML page, an
   *     encoding that is not known, bytes that are no text
   */
  static String of(HttpHeaders headers, byte[] body, long bound) throws ReadException {
    String type = headers.firstValue("Content-Type").orElse("");
    if (type.toLowerCase(Locale.ROOT).matches("\\s*(text/html|application/xhtml\\+xml)\\b.*")) {
      throw new ReadException(Reason.READ, "expected JSON, found " + HttpFailures.cut(type), null);
    }
    return decoded(type, unzipped(headers, body, bound));
  }

  private static byte[] unzipped(HttpHeaders headers, byte[] body, long bound)
      throws ReadException {
    String coding =
        headers.firstValue("Content-Encoding").orElse("identity").strip().toLowerCase(Locale.ROOT);
    return switch (coding) {
      case "identity", "" -> body;
      case "gzip", "x-gzip" -> unzipped(body, bound);
      default ->
          throw new ReadException(
              Reason.READ,
              "expected the content encoding gzip or none, found " + HttpFailures.cut(coding),
              null);
    };
  }

  private static byte[] unzipped(byte[] body, long bound) throws ReadException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] part = new byte[PART];
    try (InputStream zipped = new GZIPInputStream(new ByteArrayInputStream(body), PART)) {
      for (int n = zipped.read(part); n >= 0; n = zipped.read(part)) {
        if (n > bound - bytes.size()) {
          throw new BoundedBody.TooLarge(bound);
        }
        bytes.write(part, 0, n);
      }
      return bytes.toByteArray();
    } catch (BoundedBody.TooLarge e) {
      throw new ReadException(Reason.LIMIT, e.getMessage() + " when unzipped", e);
    } catch (IOException e) {
      throw new ReadException(Reason.READ, "the gzip body is broken: " + e.getMessage(), e);
    }
  }

  private static String decoded(String type, byte[] bytes) throws ReadException {
    Charset charset = charset(type, bytes);
    String text = new String(bytes, charset);
    if (text.indexOf(REPLACED) >= 0) {
      check(charset, bytes);
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Fails for bytes that are no text; slower than to decode them, and takes twice the memory. */
  private static void check(Charset charset, byte[] bytes) throws ReadException {
    try {
      charset.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      throw new ReadException(Reason.READ, "the body is not " + charset.name(), e);
    }
  }

  /** The mark wins: it is made by who wrote the text, and the header often by a default. */
  private static Charset charset(String type, byte[] bytes) throws ReadException {
    if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
      return StandardCharsets.UTF_8;
    }
    if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
      return StandardCharsets.UTF_16;
    }
    Matcher named = CHARSET.matcher(type);
    if (!named.find()) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(named.group(1));
    } catch (IllegalArgumentException e) {
      throw new ReadException(
          Reason.READ, "the character set is not known: " + HttpFailures.cut(type), null);
    }
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    if (bytes.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((bytes[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}

package io.sonde.targets.http.body;

import io.sonde.targets.ReadException.Reason;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.net.http.HttpHeaders;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The body of an answer as text, decompressed and decoded while it is read. For one thread. */
public final class Content {
  private final MediaType type;
  private final String coding;
  private final InputStream body;
  private final ByteLimit limit;

  /**
   * @param limit limits the bytes after decompression
   */
  public Content(HttpHeaders headers, InputStream body, ByteLimit limit) {
    this.type = new MediaType(headers.firstValue("Content-Type").orElse(""));
    this.coding =
        headers.firstValue("Content-Encoding").orElse("identity").strip().toLowerCase(Locale.ROOT);
    this.body = body;
    this.limit = limit;
  }

  public MediaType type() {
    return type;
  }

  /**
   * The text of a data format. HTML is refused, since it is usually a login page.
   *
   * @param expected the name of the format in messages
   */
  public Reader text(String expected) throws IOException {
    if (type.isPage()) {
      throw new BodyException(
          Reason.READ, "expected %s, found %s".formatted(expected, SafeText.of(type.text())), null);
    }
    return anyText();
  }

  /**
   * The text, in the character set that the answer or its byte order mark names, else UTF-8.
   *
   * @throws BodyException {@code READ} for an unknown encoding; reading throws {@code LIMIT} for a
   *     text that is too long, and {@code READ} for malformed bytes
   */
  public Reader anyText() throws IOException {
    InputStream bytes = unzipped();
    byte[] start = bytes.readNBytes(3);
    int mark = 0;
    Charset charset;
    // The byte order mark has priority: the header often has a default that is wrong.
    if (startsWith(start, 0xEF, 0xBB, 0xBF)) {
      charset = StandardCharsets.UTF_8;
      mark = 3;
    } else if (startsWith(start, 0xFE, 0xFF)) {
      charset = StandardCharsets.UTF_16BE;
      mark = 2;
    } else if (startsWith(start, 0xFF, 0xFE)) {
      charset = StandardCharsets.UTF_16LE;
      mark = 2;
    } else {
      charset = type.charset();
    }
    PushbackInputStream whole = new PushbackInputStream(bytes, 3);
    whole.unread(start, mark, start.length - mark);
    return new Decoded(whole, charset);
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

  private InputStream unzipped() throws IOException {
    return switch (coding) {
      case "identity", "" -> body;
      case "gzip", "x-gzip" -> new Gunzip(body, limit);
      default ->
          throw new BodyException(
              Reason.READ,
              "expected the content encoding gzip or none, found " + SafeText.of(coding),
              null);
    };
  }

  /** Decodes characters; fails for malformed bytes. */
  private static final class Decoded extends FilterReader {
    private final Charset charset;

    Decoded(InputStream bytes, Charset charset) {
      super(new InputStreamReader(bytes, charset.newDecoder()));
      this.charset = charset;
    }

    @Override
    public int read() throws IOException {
      char[] one = new char[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] chars, int offset, int length) throws IOException {
      try {
        return in.read(chars, offset, length);
      } catch (CharacterCodingException e) {
        throw new BodyException(Reason.READ, "the body is not " + charset.name(), e);
      }
    }
  }
}

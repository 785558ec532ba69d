package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.http.config.HttpQueryConfig.Pages;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the next page of an answer: on the same origin, never the same page twice, and no more
 * pages than allowed. For one thread.
 */
final class Pager {
  /** One link of the header Link (RFC 8288). */
  private static final Pattern LINK =
      Pattern.compile(
          "<([^<>]*)>((?:\\s*;\\s*[^=,;\"<>\\s]+(?:\\s*=\\s*(?:\"[^\"]*\"|[^,;\"\\s]*))?)*)");

  private static final Pattern NEXT =
      Pattern.compile(
          ";\\s*rel\\s*=\\s*(?:\"(?:[^\"]*\\s)?next(?:\\s[^\"]*)?\"|next)\\s*(?:;|$)",
          Pattern.CASE_INSENSITIVE);

  /** The most characters of the address of a page. */
  private static final int LONGEST = 8 * 1024;

  private final @Nullable Pages pages;

  /** Digests, since there may be many pages. */
  private final Set<UUID> seen = new HashSet<>();

  private int number;
  private long last = -1;

  Pager(@Nullable Pages pages) {
    this.pages = pages;
  }

  /** The request for the first page. */
  Hop first(Hop hop) throws ReadException {
    Hop first = pages instanceof Pages.Numbered numbered ? numbered(hop, numbered) : hop;
    seen.add(digest(first.uri()));
    number = 1;
    return first;
  }

  /**
   * The request for the next page; null when there is none.
   *
   * @param first the request of the first page, without a page number
   * @param next the next page according to the body
   * @param rows the number of rows of the page
   * @param hash the checksum of the body
   */
  @Nullable Hop next(Hop first, HttpAnswer answer, @Nullable String next, long rows, long hash)
      throws ReadException {
    return switch (pages) {
      case null -> null;
      case Pages.Next(_, int max) -> linked(answer, next, max);
      case Pages.Link(int max) -> linked(answer, link(answer), max);
      case Pages.Numbered numbered -> {
        if (rows == 0) {
          yield null;
        }
        if (hash == last) {
          throw failed(answer, "page %d is the same as the one before it".formatted(number));
        }
        last = hash;
        checkMax(answer, numbered.max());
        number++;
        yield numbered(first, numbered);
      }
    };
  }

  private @Nullable Hop linked(HttpAnswer answer, @Nullable String next, int max)
      throws ReadException {
    if (next == null || next.isBlank()) {
      return null;
    }
    if (next.length() > LONGEST) {
      throw failed(
          answer,
          "expected at most %d characters in the address of the next page, found %d"
              .formatted(LONGEST, next.length()));
    }
    URI from = answer.hop().uri();
    URI to;
    try {
      to = from.resolve(next.strip());
    } catch (IllegalArgumentException e) {
      throw failed(answer, "the address of the next page is not valid");
    }
    if (to.getHost() == null || !Hop.origin(to).equals(Hop.origin(from))) {
      throw failed(
          answer,
          "the next page is on another origin, %s"
              .formatted(to.getHost() == null ? "unknown" : Hop.origin(to)));
    }
    if (!seen.add(digest(to))) {
      throw failed(answer, "the next page of page %d was read before".formatted(number));
    }
    checkMax(answer, max);
    number++;
    Hop hop = answer.hop();
    return new Hop(to, hop.method(), hop.body(), hop.headers(), hop.atHome());
  }

  private static UUID digest(URI page) {
    return UUID.nameUUIDFromBytes(page.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void checkMax(HttpAnswer answer, int max) throws ReadException {
    if (number >= max) {
      throw new ReadException(
          Reason.LIMIT,
          answer.status(),
          "%s: expected at most %d pages, found more".formatted(answer.hop(), max),
          null);
    }
  }

  private Hop numbered(Hop hop, Pages.Numbered pages) throws ReadException {
    long value = pages.from() + (long) (Math.max(1, number) - 1) * pages.step();
    String query = hop.uri().getRawQuery();
    String parameter = Placeholders.ofPath(pages.parameter()) + "=" + value;
    URI uri = hop.uri();
    String whole = uri.toString();
    String base = query == null ? whole : whole.substring(0, whole.indexOf('?'));
    URI to = URI.create(base + "?" + (query == null ? "" : query + "&") + parameter);
    return new Hop(to, hop.method(), hop.body(), hop.headers(), hop.atHome());
  }

  private static @Nullable String link(HttpAnswer answer) {
    for (String header : answer.headers().allValues("Link")) {
      Matcher link = LINK.matcher(header);
      while (link.find()) {
        if (NEXT.matcher(link.group(2)).find()) {
          return link.group(1);
        }
      }
    }
    return null;
  }

  private static ReadException failed(HttpAnswer answer, String why) {
    return new ReadException(
        Reason.READ, answer.status(), "%s: %s".formatted(answer.hop(), why), null);
  }
}

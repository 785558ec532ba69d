package io.sonde.web.answers;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.sonde.exposition.Coding;
import io.sonde.exposition.Format;
import io.sonde.exposition.Negotiation;
import io.sonde.exposition.Rendered;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Format and coding of the answer to a request for an exposition. Immutable. */
public record ExpositionAnswer(Format format, Coding coding) {
  /** A header of all answers that depend on the accepted formats, including errors. */
  public static final Header VARY = HeaderValues.create("Vary", "Accept, Accept-Encoding");

  private static final Header GZIP = HeaderValues.create("Content-Encoding", Coding.GZIP.label());

  /** The answer that a request asks for. */
  public static ExpositionAnswer to(ServerRequest request) {
    return new ExpositionAnswer(
        Negotiation.format(header(request, HeaderNames.ACCEPT)),
        Negotiation.coding(header(request, HeaderNames.ACCEPT_ENCODING)));
  }

  /**
   * Sends a rendering; for HEAD only its length.
   *
   * @param permit is notified whenever the client has received a part
   * @throws IOException when the client is gone
   */
  public static void send(
      ServerRequest request, ServerResponse response, Rendered rendered, AnswerPermit permit)
      throws IOException {
    response.headers().set(HeaderNames.CONTENT_TYPE, rendered.format().contentType());
    if (rendered.coding() == Coding.GZIP) {
      response.header(GZIP);
    }
    Answer.send(
        request, response, rendered.length(), out -> rendered.writeTo(new Progress(out, permit)));
  }

  private static String header(ServerRequest request, HeaderName name) {
    return String.join(",", request.headers().all(name, List::of));
  }

  /** Notifies a permit whenever the client has received a part. */
  private static final class Progress extends OutputStream {
    private final OutputStream out;
    private final AnswerPermit permit;

    Progress(OutputStream out, AnswerPermit permit) {
      this.out = out;
      this.permit = permit;
      permit.progress();
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      out.write(bytes, offset, count);
      permit.progress();
    }
  }
}

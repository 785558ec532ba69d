package io.sonde.targets.http.json;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.TypeRef;
import com.jayway.jsonpath.spi.json.AbstractJsonProvider;
import com.jayway.jsonpath.spi.mapper.MappingProvider;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.http.body.BodyException;
import io.sonde.targets.http.body.HeldMemory;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates paths with json-path in the documents of one read, until its deadline. Results are
 * counted as memory, since a path such as {@code $..a..b} finds the same node many times. For one
 * thread.
 */
final class JsonPathReads {
  private static final int STEPS_BETWEEN_DEADLINE_CHECKS = 4096;

  /** The memory of one result without its path. */
  private static final int RESULT = 16;

  private final HeldMemory memory;
  private final Configuration values;
  private final Configuration paths;
  private int steps;

  JsonPathReads(HeldMemory memory) {
    this.memory = memory;
    this.values = configuration();
    this.paths = configuration(Option.AS_PATH_LIST);
  }

  private Configuration configuration(Option... options) {
    return Configuration.builder()
        .jsonProvider(new Documents())
        .mappingProvider(new NoBeans())
        .options(options)
        .build();
  }

  /**
   * The values that a path selects.
   *
   * @throws Ended when the deadline has passed or there is no memory left
   */
  @Nullable Object values(JsonPath path, Object document) {
    return path.read(document, values);
  }

  /** The paths of the nodes that a path selects. */
  List<String> places(JsonPath path, Object document) {
    return path.read(document, paths);
  }

  /**
   * The value of a path with functions. It is compiled for each use, since json-path 3.0.0 stores
   * the arguments of a function and the document in the compiled path.
   */
  @Nullable Object called(String path, Object document) {
    return JsonPath.compile(path).read(PlainDocument.of(document), values);
  }

  /** The present use of memory, as a mark for {@link #forget}. */
  long mark() {
    return memory.mark();
  }

  /** Releases the memory of the results since a mark. */
  void forget(long mark) {
    memory.reset(mark);
  }

  private void step() {
    if (++steps % STEPS_BETWEEN_DEADLINE_CHECKS == 0 && memory.reading().isOver()) {
      throw new Ended(new BodyException(Reason.TIMEOUT, "a JSONPath took too long", null));
    }
  }

  private void result(@Nullable Object result) {
    try {
      memory.add(RESULT + (result instanceof String text ? (long) text.length() : 0));
    } catch (BodyException e) {
      throw new Ended(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Ended(new BodyException(Reason.READ, "interrupted", e));
    }
  }

  /** Ends an evaluation that has no time or no memory left. */
  static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final BodyException why;

    Ended(BodyException why) {
      super(why);
      this.why = why;
    }

    BodyException why() {
      return why;
    }
  }

  /** Documents are plain maps and lists. */
  private final class Documents extends AbstractJsonProvider {
    /** The argument of a function. */
    @Override
    public @Nullable Object parse(String json) {
      try (JsonReader reader = new JsonReader(new StringReader(json), memory)) {
        return reader.document(JsonProjection.ALL);
      } catch (BodyException e) {
        throw new Ended(e);
      } catch (IOException e) {
        throw new IllegalStateException("a StringReader failed", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Ended(new BodyException(Reason.READ, "interrupted", e));
      }
    }

    @Override
    public Object parse(InputStream json, String charset) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String toJson(Object node) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Object createArray() {
      return new ArrayList<>();
    }

    @Override
    public Object createMap() {
      return new LinkedHashMap<>();
    }

    @Override
    public boolean isMap(Object node) {
      step();
      return super.isMap(node);
    }

    @Override
    public boolean isArray(Object node) {
      step();
      return super.isArray(node);
    }

    @Override
    public Object getMapValue(Object node, String key) {
      step();
      return super.getMapValue(node, key);
    }

    @Override
    public Object getArrayIndex(Object node, int index) {
      step();
      return super.getArrayIndex(node, index);
    }

    @Override
    public Collection<String> getPropertyKeys(Object node) {
      step();
      return super.getPropertyKeys(node);
    }

    @Override
    public void setArrayIndex(Object array, int index, Object value) {
      step();
      result(value);
      super.setArrayIndex(array, index, value);
    }
  }

  /** For the filters of json-path, which compare maps and lists. */
  private static final class NoBeans implements MappingProvider {
    @Override
    public <T> T map(Object source, Class<T> type, Configuration configuration) {
      return type.cast(source);
    }

    @Override
    public <T> T map(Object source, TypeRef<T> type, Configuration configuration) {
      throw new UnsupportedOperationException();
    }
  }
}

package io.sonde.targets.http;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.TypeRef;
import com.jayway.jsonpath.spi.json.AbstractJsonProvider;
import com.jayway.jsonpath.spi.mapper.MappingProvider;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/** How json-path reads the documents of {@link JsonReader}. Stateless. */
final class JsonPathReads {
  /** Gives the values that a path selects. */
  static final Configuration VALUES = configuration();

  /** Gives the places that a path selects, as paths. */
  static final Configuration PATHS = configuration(Option.AS_PATH_LIST);

  private JsonPathReads() {}

  private static Configuration configuration(Option... options) {
    return Configuration.builder()
        .jsonProvider(new Documents())
        .mappingProvider(new NoBeans())
        .options(options)
        .build();
  }

  /** Documents are the maps and lists that they are; json-path parses none of its own. */
  private static final class Documents extends AbstractJsonProvider {
    @Override
    public Object parse(String json) {
      throw new UnsupportedOperationException();
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
  }

  /** For the filters of json-path, which compare maps and lists as what they are. */
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

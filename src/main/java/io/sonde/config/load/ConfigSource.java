package io.sonde.config.load;

import io.sonde.config.SondeConfig;
import io.sonde.yaml.ConfigException;
import io.sonde.yaml.Problem;
import io.sonde.yaml.SourceFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file and options of a configuration, to load it repeatedly. Immutable.
 *
 * @param file null for the embedded demonstration
 * @param options as in {@link ConfigLoader#load}
 */
public record ConfigSource(
    ConfigLoader loader, @Nullable Path file, Map<String, ConfigLoader.Option> options) {
  public ConfigSource {
    options = Map.copyOf(options);
  }

  /**
   * The result of loading.
   *
   * @param config null when there are problems
   * @param files the files that were read
   */
  public record Loaded(@Nullable SondeConfig config, List<Problem> problems, SourceFiles files) {
    public Loaded {
      problems = List.copyOf(problems);
    }

    /** The configuration. */
    public SondeConfig valid() throws ConfigException {
      if (config == null) {
        throw new ConfigException(problems);
      }
      return config;
    }
  }

  /** Loads the configuration. */
  public Loaded load() {
    SourceFiles files = new SourceFiles();
    try {
      return new Loaded(loader.load(file, options, files), List.of(), files);
    } catch (ConfigException e) {
      return new Loaded(null, e.problems(), files);
    }
  }
}

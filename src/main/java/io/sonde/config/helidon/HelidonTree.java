package io.sonde.config.helidon;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.config.spi.ConfigNode.ListNode;
import io.helidon.config.spi.ConfigNode.ObjectNode;
import io.sonde.yaml.Node;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Items;
import io.sonde.yaml.Node.Text;

/** Gives Helidon a tree as it is: without overrides and without resolving references again. */
public final class HelidonTree {
  private HelidonTree() {}

  /** The tree as Helidon's configuration. */
  public static Config config(Fields fields) {
    return Config.builder(ConfigSources.create(object(fields)))
        .disableEnvironmentVariablesSource()
        .disableSystemPropertiesSource()
        .disableValueResolving()
        .disableKeyResolving()
        .build();
  }

  private static ObjectNode object(Fields fields) {
    ObjectNode.Builder builder = ObjectNode.builder();
    fields
        .entries()
        .forEach((name, entry) -> {
          String key = Config.Key.escapeName(name);
          switch (entry.node()) {
            case Fields child -> builder.addObject(key, object(child));
            case Items items -> builder.addList(key, list(items));
            case Text text when text.nothing() -> {}
            case Text text -> builder.addValue(key, text.text());
          }
        });
    return builder.build();
  }

  private static ListNode list(Items items) {
    ListNode.Builder builder = ListNode.builder();
    for (Node node : items.nodes()) {
      switch (node) {
        case Fields child -> builder.addObject(object(child));
        case Items child -> builder.addList(list(child));
        case Text text -> builder.addValue(text.text());
      }
    }
    return builder.build();
  }
}

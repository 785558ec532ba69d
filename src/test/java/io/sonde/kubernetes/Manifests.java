package io.sonde.kubernetes;

import com.coreos.monitoring.models.V1PrometheusRule;
import com.coreos.monitoring.models.V1ServiceMonitor;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The documents of the manifests, as Kubernetes' models. A field that the model does not have, one
 * of a wrong type, one that is required and missing, or a key written twice is an error.
 */
final class Manifests {
  private Manifests() {}

  /** The files of a folder, in the order in which {@code kubectl apply -f} takes them. */
  static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(f -> f.toString().matches(".*\\.(yaml|yml|json)")).sorted().toList();
    }
  }

  /** Every document of a folder by its kind; there is one of each. */
  static Map<String, Object> read(Path folder) throws IOException {
    var all = new TreeMap<String, Object>();
    for (Path file : files(folder)) {
      for (JsonElement document : documents(Files.readString(file))) {
        String kind = document.getAsJsonObject().get("kind").getAsString();
        if (all.put(kind, model(document)) != null) {
          throw new IOException(file + ": a second " + kind);
        }
      }
    }
    return all;
  }

  /** The documents of a file. */
  static List<JsonElement> documents(String yaml) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    var documents = new ArrayList<JsonElement>();
    for (Object document : new Yaml(new SafeConstructor(options)).loadAll(yaml)) {
      documents.add(new Gson().toJsonTree(document));
    }
    return documents;
  }

  /** The document as the model of its kind. */
  static Object model(JsonElement document) throws IOException {
    var object = document.getAsJsonObject();
    String kind = object.get("apiVersion").getAsString() + " " + object.get("kind").getAsString();
    String json = document.toString();
    return switch (kind) {
      case "v1 Namespace" -> V1Namespace.fromJson(json);
      case "v1 ServiceAccount" -> V1ServiceAccount.fromJson(json);
      case "v1 ConfigMap" -> V1ConfigMap.fromJson(json);
      case "apps/v1 Deployment" -> V1Deployment.fromJson(json);
      case "v1 Service" -> V1Service.fromJson(json);
      case "networking.k8s.io/v1 NetworkPolicy" -> V1NetworkPolicy.fromJson(json);
      case "monitoring.coreos.com/v1 ServiceMonitor" -> whole(document, V1ServiceMonitor.class);
      case "monitoring.coreos.com/v1 PrometheusRule" -> whole(document, V1PrometheusRule.class);
      default -> throw new IOException("no model for: " + kind);
    };
  }

  /**
   * For models that drop what they do not know: what they make of the document must be the
   * document.
   */
  private static Object whole(JsonElement document, Class<?> type) throws IOException {
    Gson gson = JSON.getGson();
    Object model = gson.fromJson(document, type);
    JsonElement back = gson.toJsonTree(model);
    if (!filled(back).equals(filled(document))) {
      throw new IOException("of " + document + " only this was understood: " + back);
    }
    return model;
  }

  /** Without empty lists and objects, which the models add. */
  private static JsonElement filled(JsonElement element) {
    if (element.isJsonArray()) {
      var array = new JsonArray();
      element.getAsJsonArray().forEach(e -> array.add(filled(e)));
      return array;
    }
    if (element.isJsonObject()) {
      var object = new JsonObject();
      for (var field : element.getAsJsonObject().entrySet()) {
        JsonElement value = filled(field.getValue());
        if (!(value.isJsonArray() && value.getAsJsonArray().isEmpty())
            && !(value.isJsonObject() && value.getAsJsonObject().isEmpty())) {
          object.add(field.getKey(), value);
        }
      }
      return object;
    }
    return element;
  }
}

package io.sonde.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.coreos.monitoring.models.V1PrometheusRule;
import com.coreos.monitoring.models.V1ServiceMonitor;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.sonde.Kinds;
import io.sonde.config.SondeConfig;
import io.sonde.metrics.BuildInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is promised of the manifests; a real API server reads them in {@code .ci/apiserver}. */
@SuppressWarnings(
    "NullAway") // every getter of the models may give null, which fails a test as it should
class ManifestsTest {
  private static final Path K8S = Path.of("k8s");
  private static final Path MONITORING = K8S.resolve("monitoring");
  private static final Map<String, String> NAME = Map.of("app.kubernetes.io/name", "sonde");

  @TempDir Path folder;

  private Map<String, Object> all = Map.of();

  @BeforeEach
  void read() throws IOException {
    all = Manifests.read(K8S);
  }

  private <T> T one(Class<T> type) {
    return type.cast(all.get(type.getSimpleName().substring("V1".length())));
  }

  private V1PodSpec pod() {
    return one(V1Deployment.class).getSpec().getTemplate().getSpec();
  }

  private V1Container container() {
    assertThat(pod().getContainers()).hasSize(1);
    assertThat(pod().getInitContainers()).isNullOrEmpty();
    return pod().getContainers().getFirst();
  }

  @Test
  void everyManifestIsOfAKnownKindAndTheNamespaceComesFirst() throws IOException {
    assertThat(all.keySet())
        .containsExactly(
            "ConfigMap", "Deployment", "Namespace", "NetworkPolicy", "Service", "ServiceAccount");
    assertThat(Manifests.files(K8S).getFirst()).hasFileName("00-namespace.yaml");
    // kubectl apply -f takes a kustomization.yaml for a manifest and fails
    try (var files = Files.walk(K8S)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .noneMatch(f -> f.toLowerCase(Locale.ROOT).startsWith("kustomization"));
    }
  }

  @Test
  void everythingStandsInTheNamespaceUnderOneName() {
    assertThat(one(V1Namespace.class).getMetadata().getName()).isEqualTo("sonde");
    for (Object o : all.values()) {
      var metadata = ((KubernetesObject) o).getMetadata();
      assertThat(metadata.getName()).isEqualTo("sonde");
      assertThat(metadata.getLabels()).containsAllEntriesOf(NAME);
      assertThat(metadata.getNamespace()).isEqualTo(o instanceof V1Namespace ? null : "sonde");
    }
  }

  @Test
  void thePodIsRestrictedToTheLetter() {
    assertThat(one(V1Namespace.class).getMetadata().getLabels())
        .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
    V1PodSpec pod = pod();
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getHostPID()).isNull();
    assertThat(pod.getHostIPC()).isNull();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10001);
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getSecurityContext().getSysctls()).isNullOrEmpty();
    var context = container().getSecurityContext();
    assertThat(context.getAllowPrivilegeEscalation()).isFalse();
    assertThat(context.getPrivileged()).isNull();
    assertThat(context.getRunAsNonRoot()).isTrue();
    assertThat(context.getRunAsUser()).isNull();
    assertThat(context.getReadOnlyRootFilesystem()).isTrue();
    assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(context.getCapabilities().getAdd()).isNullOrEmpty();
    assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(container().getPorts()).allMatch(port -> port.getHostPort() == null);
    assertThat(pod.getVolumes())
        .allMatch(volume -> (volume.getConfigMap() != null) ^ (volume.getSecret() != null));
  }

  @Test
  void noTokenAndNoEnvironmentOfOtherServices() {
    assertThat(one(V1ServiceAccount.class).getAutomountServiceAccountToken()).isFalse();
    assertThat(pod().getServiceAccountName()).isEqualTo("sonde");
    assertThat(pod().getAutomountServiceAccountToken()).isFalse();
    assertThat(pod().getEnableServiceLinks()).isFalse();
  }

  @Test
  void selectorsMatchThePod() {
    var template = one(V1Deployment.class).getSpec().getTemplate().getMetadata().getLabels();
    assertThat(template)
        .containsAllEntriesOf(one(V1Deployment.class).getSpec().getSelector().getMatchLabels())
        .containsAllEntriesOf(one(V1Service.class).getSpec().getSelector())
        .containsAllEntriesOf(
            one(V1NetworkPolicy.class).getSpec().getPodSelector().getMatchLabels());
    assertThat(pod().getTopologySpreadConstraints())
        .isNotEmpty()
        .allSatisfy(constraint ->
            assertThat(template)
                .containsAllEntriesOf(constraint.getLabelSelector().getMatchLabels()));
  }

  @Test
  void aRollingUpdateLeavesNoGap() {
    var spec = one(V1Deployment.class).getSpec();
    assertThat(spec.getReplicas()).isOne();
    assertThat(spec.getStrategy().getType()).isEqualTo("RollingUpdate");
    assertThat(spec.getStrategy().getRollingUpdate().getMaxUnavailable())
        .isEqualTo(new IntOrString(0));
    assertThat(spec.getStrategy().getRollingUpdate().getMaxSurge()).isEqualTo(new IntOrString(1));
  }

  @Test
  void portsAndProbesAreThoseOfTheService() throws Exception {
    SondeConfig config = config(yaml());
    List<V1ContainerPort> ports = container().getPorts();
    assertThat(ports).extracting(V1ContainerPort::getName).containsExactly("http", "observe");
    assertThat(ports)
        .extracting(V1ContainerPort::getContainerPort)
        .containsExactly(
            config.helidon().get("server.port").asInt().get(),
            config.helidon().get("server.sockets.observe.port").asInt().get());
    assertThat(config.helidon().get("server.features.observe.sockets").asList(String.class).get())
        .containsExactly("observe");
    assertThat(path(container().getStartupProbe())).isEqualTo("/observe/health/started");
    assertThat(path(container().getReadinessProbe())).isEqualTo("/observe/health/ready");
    assertThat(path(container().getLivenessProbe())).isEqualTo("/observe/health/live");
    var servicePorts = one(V1Service.class).getSpec().getPorts();
    assertThat(servicePorts)
        .extracting(V1ServicePort::getTargetPort)
        .containsExactly(new IntOrString("http"), new IntOrString("observe"));
    assertThat(
            one(V1NetworkPolicy.class)
                .getSpec()
                .getIngress()
                .getFirst()
                .getPorts()
                .getFirst()
                .getPort())
        .isEqualTo(new IntOrString("observe"));
    var annotations =
        one(V1Deployment.class).getSpec().getTemplate().getMetadata().getAnnotations();
    assertThat(annotations)
        .containsEntry("prometheus.io/scrape", "true")
        .containsEntry("prometheus.io/port", String.valueOf(ports.getLast().getContainerPort()))
        .containsEntry("prometheus.io/path", "/observe/metrics");
  }

  private static String path(V1Probe probe) {
    assertThat(probe.getHttpGet().getPort()).isEqualTo(new IntOrString("observe"));
    return probe.getHttpGet().getPath();
  }

  @Test
  void requestsAreWithinLimitsAndTheImageIsThisVersion() throws IOException {
    var resources = container().getResources();
    for (String resource : List.of("cpu", "memory")) {
      Quantity request = resources.getRequests().get(resource);
      Quantity limit = resources.getLimits().get(resource);
      assertThat(request.getNumber()).isPositive().isLessThanOrEqualTo(limit.getNumber());
    }
    assertThat(container().getImage()).isEqualTo("sonde:" + BuildInfo.read().version());
    assertThat(one(V1Deployment.class).getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/version", BuildInfo.read().version());
    assertThat(one(V1Deployment.class).getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/version", BuildInfo.read().version());
  }

  @Test
  void configurationAndSecretsAreMountedWhereTheyAreLookedFor() {
    var mounts = new TreeMap<String, String>();
    for (var mount : container().getVolumeMounts()) {
      assertThat(mount.getReadOnly()).isTrue();
      assertThat(mount.getSubPath()).as("a subPath never follows a change").isNull();
      mounts.put(mount.getName(), mount.getMountPath());
    }
    assertThat(mounts)
        .containsExactly(
            Map.entry("config", "/etc/sonde"), Map.entry("secrets", "/run/secrets/sonde"));
    for (var volume : pod().getVolumes()) {
      switch (volume.getName()) {
        case "config" -> assertThat(volume.getConfigMap().getName()).isEqualTo("sonde");
        case "secrets" -> {
          assertThat(volume.getSecret().getSecretName()).isEqualTo("sonde");
          assertThat(volume.getSecret().getOptional()).isTrue();
        }
        default -> throw new AssertionError(volume.getName());
      }
    }
    assertThat(one(V1ConfigMap.class).getData()).containsOnlyKeys("sonde.yaml");
    assertThat(container().getArgs()).containsExactly("serve", "--config", "/etc/sonde/sonde.yaml");
    assertThat(container().getCommand()).as("the image's entry point").isNullOrEmpty();
  }

  @Test
  void theConfigurationIsValidAndThePodOutlivesItsShutdown() throws Exception {
    SondeConfig config = config(yaml());
    assertThat(config.collectors()).isNotEmpty();
    Duration grace =
        config.helidon().get("server.shutdown-grace-period").as(Duration.class).orElseThrow();
    assertThat(Duration.ofSeconds(pod().getTerminationGracePeriodSeconds()))
        .isGreaterThanOrEqualTo(grace.plusSeconds(5));
  }

  @Test
  void theConfigurationIsValidToo_WithTheDatabaseThatIsCommentedOut() throws Exception {
    String yaml = yaml();
    String more = yaml.replaceAll("(?m)^( *)#(- |  )", "$1$2");
    assertThat(config(more).targets())
        .hasSize(config(yaml).targets().size() + 1)
        .anySatisfy(target -> assertThat(target.name()).isEqualTo("orders-db"));
    assertThat(more).contains("password-file: /run/secrets/sonde/orders-db");
  }

  @Test
  void aChangedConfigurationIsFollowedWithoutARestart() throws Exception {
    assertThat(config(yaml()).reload().watch()).isTrue();
    assertThat(one(V1Deployment.class).getSpec().getTemplate().getMetadata().getAnnotations())
        .as("a checksum would replace the pod, and reset what it counts")
        .noneSatisfy((name, _) -> assertThat(name).contains("checksum"));
  }

  @Test
  void theOperatorScrapesTheServiceWhereItsMetricsAre() throws IOException {
    Map<String, Object> monitoring = Manifests.read(MONITORING);
    assertThat(monitoring.keySet()).containsExactly("PrometheusRule", "ServiceMonitor");
    var monitor = (V1ServiceMonitor) monitoring.get("ServiceMonitor");
    assertThat(one(V1Service.class).getMetadata().getLabels())
        .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
    assertThat(monitor.getSpec().getNamespaceSelector().getMatchNames()).containsExactly("sonde");
    assertThat(monitor.getSpec().getEndpoints()).hasSize(1);
    var endpoint = monitor.getSpec().getEndpoints().getFirst();
    assertThat(endpoint.getPath()).isEqualTo("/observe/metrics");
    assertThat(endpoint.getPort())
        .isEqualTo(one(V1Service.class).getSpec().getPorts().getLast().getName());
    var rules = (V1PrometheusRule) monitoring.get("PrometheusRule");
    assertThat(rules.getSpec().getGroups()).isNotEmpty();
  }

  /** That the readers above are strict: what they would have to refuse. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30-deployment.yaml               | replicas: 1                     | replikas: 1
          30-deployment.yaml               | replicas: 1                     | replicas: one
          30-deployment.yaml               | enableServiceLinks: false       | enableServiceLink: false
          30-deployment.yaml               | memory: 128Mi                   | memory: 128Mib
          30-deployment.yaml               | image: sonde                    | imag: sonde
          30-deployment.yaml               | - name: sonde                   | - title: sonde
          40-service.yaml                  | targetPort                      | target-port
          40-service.yaml                  | kind: Service                   | kind: Servise
          50-networkpolicy.yaml            | podSelector:                    | podSelektor:
          20-configmap.yaml                | data:                           | date:
          monitoring/servicemonitor.yaml   | path: /observe                  | pth: /observe
          monitoring/servicemonitor.yaml   | matchNames: [sonde]             | matchNames: sonde
          monitoring/prometheusrule.yaml   | alert: SondeAbsent              | alarm: SondeAbsent
          monitoring/prometheusrule.yaml   | labels: {severity: critical}    | labels: critical
          """)
  void theReaderRefuses(String file, String right, String wrong) throws IOException {
    String yaml = Files.readString(K8S.resolve(file));
    assertThat(yaml).contains(right);
    Manifests.model(Manifests.documents(yaml).getFirst());
    String broken = yaml.replace(right, wrong);
    assertThatThrownBy(() -> Manifests.model(Manifests.documents(broken).getFirst()))
        .isInstanceOfAny(IOException.class, RuntimeException.class);
  }

  private String yaml() {
    return one(V1ConfigMap.class).getData().get("sonde.yaml");
  }

  private SondeConfig config(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("sonde.yaml"), yaml, StandardCharsets.UTF_8);
    return Kinds.onClassPath().loader(Map.of(), Map.of()).load(file, Map.of());
  }
}

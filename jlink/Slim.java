import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ClassDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes the jars of the runtime without what never runs: tables of local variables, which only
 * debuggers read (line numbers stay), the build's own files, and in libraries the classes that
 * nothing names. All of them but the JDBC drivers become one jar with Sonde.
 *
 * <p>What names a class: Sonde's classes, the JDBC drivers, which stay whole, and everything under
 * META-INF to begin with; then the constants of every class that is named, texts included, since a
 * text may be a name that is looked up. The result depends on the jars alone.
 *
 * <pre>{@code java jlink/Slim.java target/sonde-0.1.0.jar target/lib target/sonde.new/app}</pre>
 */
final class Slim {
  private static final String OWN = "sonde.jar";

  /**
   * Libraries that are looked into by name from outside: a database driver by its user's URL, and
   * by what stands in the database, such as a trigger.
   */
  private static final List<String> DRIVERS = List.of("h2-", "postgresql-", "mariadb-java-client-");

  private static final List<String> BUILD_FILES =
      List.of(
          "META-INF/maven/",
          "META-INF/native-image/",
          "META-INF/proguard/",
          "META-INF/LICENSES/",
          "META-INF/helidon/config-metadata.json");

  /** What may be the name of a class, in texts and in descriptors. */
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z_$][\\w$]*(?:[./][A-Za-z_$][\\w$]*)+");

  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final LocalDateTime TIME = LocalDateTime.of(2025, 1, 1, 0, 0);

  private record Entry(String jar, String name, byte[] bytes) {}

  private final Map<String, Entry> classes = new HashMap<>();
  private final ClassHierarchyResolver hierarchy =
      ClassHierarchyResolver.ofResourceParsing(this::stream)
          .orElse(ClassHierarchyResolver.defaultResolver());
  private final Set<String> named = new HashSet<>();
  private final ArrayDeque<String> open = new ArrayDeque<>();

  public static void main(String[] args) throws IOException {
    Path app = Path.of(args[2]);
    Map<String, Map<String, byte[]>> jars = new TreeMap<>();
    jars.put(OWN, read(Path.of(args[0])));
    try (var files = Files.newDirectoryStream(Path.of(args[1]), "*.jar")) {
      for (Path file : files) {
        jars.put(file.getFileName().toString(), read(file));
      }
    }
    Slim slim = new Slim();
    Set<String> needed = slim.needed(jars);
    Files.createDirectories(app.resolve("lib"));
    Map<String, byte[]> own = jars.remove(OWN);
    var all = new Merged(new String(own.remove(MANIFEST), StandardCharsets.UTF_8));
    all.add("sonde", slim.slimmed(own, needed, ClassFile.LineNumbersOption.PASS_LINE_NUMBERS));
    for (var jar : jars.entrySet()) {
      var entries =
          slim.slimmed(jar.getValue(), needed, ClassFile.LineNumbersOption.DROP_LINE_NUMBERS);
      if (DRIVERS.stream().anyMatch(jar.getKey()::startsWith)) {
        write(app.resolve("lib").resolve(jar.getKey()), entries);
        all.beside("lib/" + jar.getKey());
      } else {
        all.add(jar.getKey().replaceFirst("\\.jar$", ""), entries);
      }
    }
    write(app.resolve(OWN), all.entries());
  }

  /** One jar of many: each jar on the class path is opened at each start, which takes its time. */
  private static final class Merged {
    private static final Pattern LISTS =
        Pattern.compile("META-INF/services/.+|META-INF/helidon/manifest");

    private final Map<String, byte[]> entries = new TreeMap<>();
    private final String attributes;
    private final StringBuilder beside = new StringBuilder();

    Merged(String manifest) {
      attributes =
          manifest
              .replaceAll("\r?\n ", "")
              .lines()
              .filter(line ->
                  !line.isBlank()
                      && !line.startsWith("Class-Path:")
                      && !line.startsWith("Multi-Release:"))
              .reduce("", (before, line) -> before + line + "\r\n");
    }

    /** A jar that stays one. */
    void beside(String path) {
      beside.append(' ').append(path);
    }

    void add(String jar, Map<String, byte[]> more) {
      more.forEach((name, bytes) -> {
        byte[] before = entries.putIfAbsent(name, bytes);
        if (name.equals(MANIFEST) || before == null || Arrays.equals(before, bytes)) {
          return;
        }
        if (LISTS.matcher(name).matches()) {
          entries.put(name, lines(before, bytes));
        } else if (name.endsWith(".class")) {
          throw new IllegalStateException(name + " is in " + jar + " and in another jar");
        } else if (entries.values().stream().noneMatch(other -> Arrays.equals(other, bytes))) {
          // a licence, a notice: each text is kept, under the name of a jar that has it
          entries.put("META-INF/of/" + jar + "/" + name, bytes);
        }
      });
      entries.remove(MANIFEST);
    }

    private static byte[] lines(byte[] first, byte[] second) {
      String text = new String(first, StandardCharsets.UTF_8);
      String end = text.endsWith("\n") ? "" : "\n";
      return (text + end + new String(second, StandardCharsets.UTF_8))
          .getBytes(StandardCharsets.UTF_8);
    }

    Map<String, byte[]> entries() {
      // a line of a manifest has 72 bytes, and goes on after a space
      String path = ("Class-Path:" + beside).replaceAll("(.{70})(?=.)", "$1\r\n ");
      String manifest = attributes + "Multi-Release: true\r\n" + path + "\r\n\r\n";
      entries.put(MANIFEST, manifest.getBytes(StandardCharsets.UTF_8));
      return entries;
    }
  }

  private Set<String> needed(Map<String, Map<String, byte[]>> jars) {
    jars.forEach((jar, entries) ->
        entries.forEach((name, bytes) -> {
          if (name.endsWith(".class")) {
            classes.put(className(name), new Entry(jar, name, bytes));
          }
        }));
    jars.forEach((jar, entries) ->
        entries.forEach((name, bytes) -> {
          if (name.endsWith(".class")) {
            if (jar.equals(OWN) || DRIVERS.stream().anyMatch(jar::startsWith)) {
              name(className(name));
            }
          } else if (name.startsWith("META-INF/") && !name.equals(MANIFEST)) {
            names(new String(bytes, StandardCharsets.ISO_8859_1));
          }
        }));
    while (!open.isEmpty()) {
      Entry entry = classes.get(open.remove());
      for (PoolEntry constant : ClassFile.of().parse(entry.bytes).constantPool()) {
        if (constant instanceof Utf8Entry text) {
          names(text.stringValue());
        }
      }
    }
    return named;
  }

  private void names(String text) {
    for (Matcher matcher = NAME.matcher(text); matcher.find(); ) {
      String name = matcher.group().replace('.', '/');
      name(name);
      if (name.startsWith("L")) {
        name(name.substring(1)); // a descriptor
      }
      // Outer.Inner as a source writes it, and a member behind a class
      for (int end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1)) {
        name(name.substring(0, end));
        name(name.substring(0, end) + "$" + name.substring(end + 1).replace('/', '$'));
      }
    }
  }

  private InputStream stream(ClassDesc type) {
    String descriptor = type.descriptorString();
    Entry entry = classes.get(descriptor.substring(1, descriptor.length() - 1));
    return entry == null ? null : new ByteArrayInputStream(entry.bytes);
  }

  private void name(String name) {
    if (classes.containsKey(name) && named.add(name)) {
      open.add(name);
    }
  }

  private static String className(String entry) {
    String name = entry.substring(0, entry.length() - ".class".length());
    return name.startsWith("META-INF/versions/")
        ? name.substring(name.indexOf('/', "META-INF/versions/".length()) + 1)
        : name;
  }

  private static Map<String, byte[]> read(Path jar) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (var all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        String name = entry.getName();
        // on the class path nobody reads a module's description
        if (!entry.isDirectory()
            && !name.endsWith("module-info.class")
            && BUILD_FILES.stream().noneMatch(name::startsWith)) {
          entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
        }
      }
    }
    return entries;
  }

  private Map<String, byte[]> slimmed(
      Map<String, byte[]> entries, Set<String> needed, ClassFile.LineNumbersOption lines) {
    Map<String, byte[]> slim = new TreeMap<>();
    entries.forEach((name, bytes) -> {
      if (!name.endsWith(".class")) {
        slim.put(name, bytes);
      } else if (needed.contains(className(name))) {
        slim.put(name, withoutDebugTables(bytes, lines));
      }
    });
    return slim;
  }

  private static void write(Path file, Map<String, byte[]> entries) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(Deflater.BEST_COMPRESSION);
      byte[] manifest = entries.remove(MANIFEST);
      if (manifest != null) {
        put(zip, MANIFEST, manifest);
      }
      for (var entry : entries.entrySet()) {
        put(zip, entry.getKey(), entry.getValue());
      }
    }
  }

  private byte[] withoutDebugTables(byte[] bytes, ClassFile.LineNumbersOption lines) {
    ClassFile file =
        ClassFile.of(
            ClassFile.DebugElementsOption.DROP_DEBUG,
            lines,
            ClassFile.ConstantPoolSharingOption.NEW_POOL,
            ClassFile.ClassHierarchyResolverOption.of(hierarchy));
    ClassModel parsed = file.parse(bytes);
    ClassTransform transform = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
    if (parsed.majorVersion() < ClassFile.JAVA_6_VERSION) {
      // no AOT cache takes a class that has no stack maps: picocli is compiled for Java 5
      transform = ((ClassTransform) Slim::modern).andThen(transform);
    }
    try {
      return file.transformClass(parsed, transform);
    } catch (IllegalArgumentException e) {
      return bytes; // it extends what is not there, and can never be loaded
    }
  }

  private static void modern(ClassBuilder builder, ClassElement element) {
    if (element instanceof ClassFileVersion) {
      builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
    } else {
      builder.with(element);
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}

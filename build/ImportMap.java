import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes from unpacked npm packages what a browser can reach from {@code lit} and its directives,
 * {@code d3} and {@code katex}, and writes the import map by which it finds bare names. The map has
 * the entries that some module needs or a page may ask for, each from the package's own {@code
 * exports}. Licenses go along.
 *
 * <p>Arguments: the folder of packages, each in {@code name/version}; the folder of the result,
 * which gets {@code lib/} and {@code import-map.json}.
 */
void main(String[] arguments) throws IOException {
  var packages = new TreeMap<String, NpmPackage>();
  try (Stream<Path> files = Files.walk(Path.of(arguments[0]), 3)) {
    for (Path file : files.filter(f -> f.endsWith("package.json")).toList()) {
      JsonNode description = new JsonMapper().readTree(Files.readString(file));
      packages.put(
          description.path("name").asString(), new NpmPackage(file.getParent(), description));
    }
  }
  new Reachable(packages, Path.of(arguments[1])).run();
}

/** What a page may import by name, beside what modules import themselves. */
static final List<Pattern> ENTRIES =
    List.of(
        Pattern.compile("lit"),
        Pattern.compile("lit/(directives/.*|static-html|async-directive|directive)\\.js"),
        Pattern.compile("d3"),
        Pattern.compile("katex"));

/**
 * The condition under which a package exports one file that sets a global name. A browser asks a
 * server for a few dozen files in no time, but not for the hundreds of d3.
 */
static final String ALL_IN_ONE = "umd";

/** What a style sheet needs. */
static final List<String> STYLES = List.of("dist/katex.min.css", "dist/fonts");

/** {@code import … from "name"}, {@code export … from "name"}, {@code import "name"}. */
static final Pattern IMPORT =
    Pattern.compile(
        "(?:^|[;}\\s])(?:import|export)\\b\\s*(?:[\\w*{}\\s,$]*?\\bfrom\\s*|[*{][^;'\"]*?\\bfrom\\s*)?"
            + "([\"'])([^\"']+)\\1");

record NpmPackage(Path folder, JsonNode description) {

  /** The file of {@code .} or {@code ./directives/repeat.js}, as a browser takes it. */
  Path file(String subpath) {
    JsonNode exports = description.path("exports");
    if (exports.isMissingNode()) {
      String main = description.path("module").asString(description.path("main").asString(""));
      return folder.resolve(subpath.equals(".") ? main : subpath.substring(2)).normalize();
    }
    boolean all =
        exports.isObject() && exports.propertyNames().stream().anyMatch(n -> n.startsWith("."));
    JsonNode chosen = all ? exports.path(subpath) : exports;
    while (chosen.isObject()) {
      JsonNode conditions = chosen;
      chosen =
          Stream.of(ALL_IN_ONE, "browser", "import", "default")
              .map(conditions::path)
              .filter(one -> !one.isMissingNode())
              .findFirst()
              .orElseThrow(() -> new IllegalStateException(folder + " exports no " + subpath));
    }
    if (!chosen.isString()) {
      throw new IllegalStateException(folder + " exports no " + subpath);
    }
    return folder.resolve(chosen.asString()).normalize();
  }

  /** What can be imported, as {@code .} or {@code ./directives/repeat.js}. */
  List<String> subpaths() {
    var names = new ArrayList<String>(List.of("."));
    JsonNode exports = description.path("exports");
    if (exports.isObject()) {
      exports.propertyNames().stream().filter(n -> n.startsWith("./")).forEach(names::add);
    }
    return names;
  }
}

static final class Reachable {
  private final Map<String, NpmPackage> packages;
  private final Path out;
  private final Map<String, String> imports = new TreeMap<>();
  private final Set<String> used = new TreeSet<>();
  private final Set<Path> seen = new TreeSet<>();
  private final Deque<Path> open = new ArrayDeque<>();

  Reachable(Map<String, NpmPackage> packages, Path out) {
    this.packages = packages;
    this.out = out;
  }

  void run() throws IOException {
    packages.forEach(
        (name, npm) ->
            npm.subpaths().stream()
                .map(subpath -> name + subpath.substring(1))
                .filter(bare -> ENTRIES.stream().anyMatch(e -> e.matcher(bare).matches()))
                .forEach(this::take));
    while (!open.isEmpty()) {
      Path module = open.pop();
      if (!seen.add(module)) {
        continue;
      }
      String text = Files.readString(module);
      var found = IMPORT.matcher(text);
      while (found.find()) {
        String wanted = found.group(2);
        if (wanted.startsWith(".")) {
          open.push(module.getParent().resolve(wanted).normalize());
        } else {
          take(wanted);
        }
      }
      copy(module, text.replaceFirst("(?m)^//# sourceMappingURL=.*\\R?", ""));
    }
    for (String name : used) {
      Path folder = packages.get(name).folder();
      copy(folder.resolve("LICENSE"));
      for (String style : STYLES) {
        if (Files.exists(folder.resolve(style))) {
          try (Stream<Path> files = Files.walk(folder.resolve(style))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
              copy(file);
            }
          }
        }
      }
    }
    Files.writeString(
        out.resolve("import-map.json"),
        new JsonMapper().writeValueAsString(Map.of("imports", imports)));
  }

  /** Notes where a bare name leads. */
  private void take(String bare) {
    int names = bare.startsWith("@") ? 2 : 1;
    String[] parts = bare.split("/", names + 1);
    String name = String.join("/", List.of(parts).subList(0, names));
    NpmPackage npm = packages.get(name);
    if (npm == null) {
      throw new IllegalStateException("There is no package " + name + " for the import of " + bare);
    }
    Path file = npm.file(parts.length > names ? "./" + parts[names] : ".");
    imports.put(bare, "/lib/" + place(name, npm, file));
    used.add(name);
    open.push(file);
  }

  private String place(String name, NpmPackage npm, Path file) {
    return name + "/" + npm.folder().relativize(file).toString().replace('\\', '/');
  }

  private void copy(Path file) throws IOException {
    Path to = target(file);
    Files.write(to, Files.readAllBytes(file));
  }

  private void copy(Path file, String text) throws IOException {
    Files.writeString(target(file), text);
  }

  private Path target(Path file) throws IOException {
    for (Map.Entry<String, NpmPackage> one : packages.entrySet()) {
      if (file.startsWith(one.getValue().folder())) {
        Path to = out.resolve("lib").resolve(place(one.getKey(), one.getValue(), file));
        Files.createDirectories(to.getParent());
        return to;
      }
    }
    throw new IllegalStateException(file + " lies in no package");
  }
}

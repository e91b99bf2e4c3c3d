package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Every exported package has a manual, its {@code package-info}, with an example that compiles. */
class ManualsTest {

  /** What the examples of a manual take as given; the other manuals take nothing. */
  private static final Map<String, String> GIVEN =
      Map.of(
          "dev.sluice.cell",
          "String text, Map<String, double[]> parameters, Map<String, double[]> inputs,"
              + " Map<String, double[]> states",
          "dev.sluice.kernel",
          "float[][] parameters, float[] x, float[] outputGradient, float[][] gradients",
          "dev.sluice.optim",
          "Model model",
          "dev.sluice.train",
          "Model model, Batches train, Batches validation, long deadline",
          "dev.sluice.checkpoint",
          "Model model, Vocabulary vocabulary, long seed, Corpus corpus, Map<String, Object>"
              + " options",
          "dev.sluice.inspect",
          "Model model, Vocabulary vocabulary",
          "dev.sluice.stream",
          "Model model, Vocabulary vocabulary");

  private static final Pattern EXPORTS = Pattern.compile("^ *exports (.*);$", Pattern.MULTILINE);

  @Test
  void everyExportedPackageHasAnExample() throws IOException {
    assertThat(examples()).allSatisfy((name, found) -> assertThat(found).isNotEmpty());
  }

  @Test
  void examplesCompile() throws IOException {
    Map<String, List<String>> examples = examples();
    String imports =
        examples.keySet().stream()
            .map(name -> "import " + name + ".*;\n")
            .collect(Collectors.joining("", "import module java.base;\n", ""));
    List<JavaFileObject> sources = new ArrayList<>();
    examples.forEach(
        (name, found) -> {
          for (int i = 0; i < found.size(); i++) {
            String type = "Manual_of_" + name.replace('.', '_') + "_" + i;
            sources.add(
                new Source(
                    type,
                    imports
                        + "class %s {\n  void example(%s) throws Exception {\n%s  }\n}\n"
                            .formatted(type, GIVEN.getOrDefault(name, ""), found.get(i))));
          }
        });
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    var problems = new DiagnosticCollector<JavaFileObject>();
    try (var files = new Discarding(javac.getStandardFileManager(problems, null, null))) {
      List<String> options =
          List.of(
              "-proc:none", "-Xlint:all,-classfile", "-cp", System.getProperty("java.class.path"));
      javac.getTask(null, files, problems, options, null, sources).call();
    }
    assertThat(problems.getDiagnostics()).isEmpty();
  }

  /** For each exported package, the examples in its manual. */
  private static Map<String, List<String>> examples() throws IOException {
    Map<String, List<String>> examples = new TreeMap<>();
    List<Path> modules;
    try (Stream<Path> folders = Files.list(Path.of(".."))) {
      modules =
          folders
              .map(folder -> folder.resolve("src/main/java"))
              .filter(folder -> Files.exists(folder.resolve("module-info.java")))
              .toList();
    }
    for (Path module : modules) {
      String descriptor = Files.readString(module.resolve("module-info.java"));
      for (String name : EXPORTS.matcher(descriptor).results().map(e -> e.group(1)).toList()) {
        Path manual = module.resolve(name.replace('.', '/')).resolve("package-info.java");
        examples.put(name, snippets(Files.readString(manual)));
      }
    }
    assertThat(examples).containsKeys("dev.sluice.cell", "dev.sluice.kernel", "dev.sluice.model");
    return examples;
  }

  private static List<String> snippets(String manual) {
    List<String> all = new ArrayList<>();
    String text =
        manual.lines().map(l -> l.replaceFirst("^ \\* ?", "")).collect(Collectors.joining("\n"));
    for (int at = text.indexOf("{@snippet"); at >= 0; at = text.indexOf("{@snippet", at + 1)) {
      int open = 1;
      int end = at;
      while (open > 0) {
        end++;
        open += text.charAt(end) == '{' ? 1 : text.charAt(end) == '}' ? -1 : 0;
      }
      all.add(text.substring(text.indexOf(":\n", at) + 2, end));
    }
    return all;
  }

  /** A source in memory. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String type, String text) {
      super(URI.create("string:///" + type + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Writes no class. */
  private static final class Discarding extends ForwardingJavaFileManager<JavaFileManager> {
    Discarding(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String type, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + type), kind) {
        @Override
        public OutputStream openOutputStream() {
          return new ByteArrayOutputStream();
        }
      };
    }
  }
}

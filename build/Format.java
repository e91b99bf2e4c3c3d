import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Checks or applies google-java-format on every Java source of the tree.
 *
 * <p>Runs in the JDK that compiles the project: the formatter parses with that JDK's own compiler,
 * so it reads whatever syntax the project may use. What a check finds goes into a file, which makes
 * the build fail in one sentence; an exit status would make it fail in a stack trace.
 */
void main(String[] arguments) throws IOException {
  boolean apply = arguments[0].equals("apply");
  var root = Path.of(arguments[1]);
  var report = Path.of(arguments[2]);
  var unformatted = new ArrayList<String>();
  boolean readable = true;
  for (var file : sources(root)) {
    var name = root.relativize(file).toString();
    var source = Files.readString(file);
    try {
      var formatted = new Formatter().formatSourceAndFixImports(source);
      if (!formatted.equals(source)) {
        unformatted.add(name);
        System.err.println((apply ? "Formatted " : "Not formatted: ") + name);
        if (apply) {
          Files.writeString(file, formatted);
        }
      }
    } catch (FormatterException e) {
      readable = false;
      System.err.println(name + ":" + e.getMessage());
    }
  }
  Files.deleteIfExists(report);
  if (!apply && !unformatted.isEmpty()) {
    Files.write(report, unformatted);
  }
  System.exit(readable ? 0 : 1);
}

private static final Set<String> SKIPPED = Set.of("target", "runtime");

private static List<Path> sources(Path root) throws IOException {
  var sources = new ArrayList<Path>();
  Files.walkFileTree(
      root,
      new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
          var name = folder.getFileName().toString();
          return SKIPPED.contains(name) || (name.startsWith(".") && !folder.equals(root))
              ? FileVisitResult.SKIP_SUBTREE
              : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
          if (file.toString().endsWith(".java")) {
            sources.add(file);
          }
          return FileVisitResult.CONTINUE;
        }
      });
  sources.sort(null);
  return sources;
}

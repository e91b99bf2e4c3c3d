import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Stamps {@code module-info.class} with class-file version 61, in which its format is the same, so
 * that Maven plugins which read it in a JVM 17 can. Keeps the file's time, so that the compiler
 * plugin sees no change. Does nothing where there is no such file.
 */
void main(String[] arguments) throws Exception {
  var file = Path.of(arguments[0]);
  if (Files.notExists(file)) return;
  var time = Files.getLastModifiedTime(file);
  byte[] bytes = Files.readAllBytes(file);
  bytes[6] = 0;
  bytes[7] = 61; // Java 17
  Files.write(file, bytes);
  Files.setLastModifiedTime(file, time);
}

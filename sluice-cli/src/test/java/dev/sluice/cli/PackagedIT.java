package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The jars of this build, as the command runs them: on the module path. */
class PackagedIT {

  private static final ModuleFinder LIB = ModuleFinder.of(Path.of("target/lib"));

  @Test
  void modulesResolveOnTheModulePath() {
    assertThat(
            Configuration.resolve(
                    LIB,
                    List.of(ModuleLayer.boot().configuration()),
                    ModuleFinder.ofSystem(),
                    Set.of("dev.sluice.cli"))
                .modules())
        .extracting(ResolvedModule::name)
        .contains("dev.sluice.cell", "dev.sluice.kernel", "dev.sluice.model", "dev.sluice.cli");
  }

  @Test
  void cellRequiresJavaBaseAlone() {
    assertThat(requiredAtRunTime("dev.sluice.cell")).containsExactly("java.base");
  }

  @Test
  void kernelRequiresNoIncubatingModule() {
    assertThat(requiredAtRunTime("dev.sluice.kernel"))
        .containsExactlyInAnyOrder("java.base", "dev.sluice.cell");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void commandStartsWithoutWarnings() throws IOException, InterruptedException {
    var process = new ProcessBuilder("../sluice", "--version").start();
    assertThat(process.errorReader().readAllAsString()).isEmpty();
    assertThat(process.inputReader().readAllAsString()).contains("0.1.0");
    assertThat(process.waitFor()).isZero();
  }

  /** With AOTMode=on the JVM refuses to start from a cache that is missing or of other classes. */
  @Test
  void theBuildHasLinkedTheClassesOfShortCommands() throws IOException, InterruptedException {
    assertThat(
            version(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:AOTMode=on",
                "-XX:AOTCache=" + Path.of("target/short.aot").toAbsolutePath()))
        .startsWith("sluice 0.1.0");
  }

  /** With other flags than those of the script, or of other jars, the JVM leaves it alone. */
  @Test
  void theBuildHasArchivedTheClassesOfATraining() throws IOException, InterruptedException {
    assertThat(
            version(
                "-XX:+UseG1GC",
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:SharedArchiveFile=" + Path.of("target/computing.jsa").toAbsolutePath(),
                "-Xlog:class+load"))
        .contains("sluice 0.1.0", "dev.sluice.cli.Main source: shared objects file (top)");
  }

  /** What the command says of its version, and the JVM before that. */
  private static String version(String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-p", Path.of("target/lib").toAbsolutePath().toString()));
    command.addAll(List.of("-m", "dev.sluice.cli/dev.sluice.cli.Main", "--version"));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = process.inputReader().readAllAsString();
    assertThat(process.waitFor()).isZero();
    return output;
  }

  private static Set<String> requiredAtRunTime(String module) {
    return LIB.find(module).map(ModuleReference::descriptor).orElseThrow().requires().stream()
        .filter(
            required -> !required.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
        .map(ModuleDescriptor.Requires::name)
        .collect(Collectors.toSet());
  }
}

package dev.sluice.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The direction in which modules and packages may depend on each other. */
class ArchitectureTest {

  private static final JavaClasses SLUICE =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("dev.sluice");

  private static final DescribedPredicate<JavaClass> CLI = resideInAPackage("dev.sluice.cli..");

  private static final DescribedPredicate<JavaClass> SERVER =
      resideInAPackage("dev.sluice.server..");

  /** What no module exports, though other packages of its own use it. */
  private static final DescribedPredicate<JavaClass> INTERNAL =
      CLI.or(resideInAPackage("dev.sluice.server.*.."));

  @Test
  void cellDependsOnJavaAlone() {
    classes()
        .that()
        .resideInAPackage("dev.sluice.cell..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.sluice.cell..", "java..", "org.jspecify..")
        .check(SLUICE);
  }

  @Test
  void kernelDependsOnCellAndTheVectorApi() {
    classes()
        .that()
        .resideInAPackage("dev.sluice.kernel..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.sluice.kernel..",
            "dev.sluice.cell..",
            "jdk.incubator.vector..",
            "java..",
            "org.jspecify..")
        .check(SLUICE);
  }

  @Test
  void nothingDependsOnTheCommandLine() {
    noClasses()
        .that(not(CLI))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.sluice.cli..", "picocli..", "me.tongfei..")
        .check(SLUICE);
  }

  @Test
  void onlyTheCommandLineDependsOnTheServer() {
    noClasses()
        .that(not(CLI.or(SERVER)))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.sluice.server..", "io.helidon..")
        .check(SLUICE);
  }

  @Test
  void onlyTheServersOwnPackageOfHttpKnowsWhoServes() {
    noClasses()
        .that(SERVER.and(not(resideInAPackage("dev.sluice.server.http"))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.helidon..")
        .check(SLUICE);
    noClasses()
        .that(resideInAPackage("dev.sluice.server.http"))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.sluice..").and(not(SERVER)))
        .check(SLUICE);
  }

  @Test
  void onlyTheKernelUsesTheVectorApi() {
    noClasses()
        .that(not(resideInAPackage("dev.sluice.kernel..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .check(SLUICE);
  }

  @Test
  void nothingUsesInternalsOfTheJdk() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("sun..", "jdk.internal..", "com.sun..")
        .check(SLUICE);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.sluice.(**)").should().beFreeOfCycles().check(SLUICE);
  }

  /**
   * Instead of javac's lint category "exports", which also complains of every {@code @Nullable}.
   */
  @Test
  void apiMentionsOnlyPublicTypesOfOursAndOfTheJdk() {
    assertThat(
            SLUICE.stream()
                .filter(declaring -> isPublic(declaring) && !INTERNAL.test(declaring))
                .flatMap(declaring -> declaring.getCodeUnits().stream())
                .filter(
                    unit ->
                        unit.getModifiers().contains(PUBLIC)
                            || unit.getModifiers().contains(PROTECTED))
                .filter(unit -> !types(unit).allMatch(ArchitectureTest::isPublicType))
                .map(JavaCodeUnit::getFullName))
        .as("methods of the API that mention a type its users cannot name")
        .isEmpty();
  }

  private static Stream<JavaClass> types(JavaCodeUnit unit) {
    return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
        .map(JavaClass::getBaseComponentType);
  }

  private static boolean isPublicType(JavaClass type) {
    return type.isPrimitive()
        || resideInAPackage("java..").test(type)
        || resideInAPackage("dev.sluice..").test(type) && isPublic(type);
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isPublic).orElse(true);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(SLUICE.stream().map(JavaClass::getPackage).distinct())
        .filteredOn(found -> !found.isAnnotatedWith(NullMarked.class))
        .as("packages without @NullMarked in their package-info.java")
        .isEmpty();
  }
}

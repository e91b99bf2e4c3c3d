package dev.sluice.kernel;

import java.util.Locale;
import java.util.Optional;

/**
 * Whether this JVM has the Vector API, and how wide its vectors are. The module is not named in our
 * descriptor, because that would make the JVM print its warning at every start; it is there when
 * somebody added it.
 */
final class Vectors {

  /** Overrides the choice: {@code off}, {@code 128}, {@code 256}, {@code 512} or {@code auto}. */
  static final String PROPERTY = "sluice.vector";

  private static final String MODULE = "jdk.incubator.vector";
  private static final boolean PRESENT = connect();
  private static final int LANES = choose(System.getProperty(PROPERTY, "auto"));

  private Vectors() {}

  /** Floats per vector that kernels of this JVM use: 16, 8 or 4, or 1 without the Vector API. */
  static int lanes() {
    return LANES;
  }

  /** Whether generated classes may speak of the Vector API, whatever {@link #lanes} chose. */
  static boolean present() {
    return PRESENT;
  }

  /** The species constant in {@code FloatVector} and {@code IntVector}. */
  static String species(int lanes) {
    return switch (lanes) {
      case 4 -> "SPECIES_128";
      case 8 -> "SPECIES_256";
      case 16 -> "SPECIES_512";
      default -> throw new IllegalArgumentException("No vector has " + lanes + " floats.");
    };
  }

  /** What to tell the user once, where the module is absent. */
  static Optional<String> advice() {
    return PRESENT
        ? Optional.empty()
        : Optional.of(
            "The Vector API is not enabled in this JVM: running plain loops, several times slower."
                + " Add --add-modules jdk.incubator.vector.");
  }

  /** Finds the module and makes ours, when named, read it; so do our generated classes. */
  private static boolean connect() {
    Optional<Module> module = ModuleLayer.boot().findModule(MODULE);
    module.ifPresent(Vectors.class.getModule()::addReads);
    return module.isPresent();
  }

  static int choose(String wish) {
    if (!PRESENT) {
      return 1;
    }
    return switch (wish.toLowerCase(Locale.ROOT)) {
      case "off" -> 1;
      case "128" -> 4;
      case "256" -> 8;
      case "512" -> 16;
      case "auto" -> preferred();
      default ->
          throw new IllegalArgumentException(
              "%s is %s, but only off, 128, 256, 512 and auto are known."
                  .formatted(PROPERTY, wish));
    };
  }

  /**
   * What the hardware prefers. Only HotSpot has vectors worth using: other virtual machines run the
   * same classes as plain Java, a hundred times slower than loops.
   */
  private static int preferred() {
    String machine = System.getProperty("java.vm.name", "");
    if (!machine.contains("HotSpot") && !machine.contains("OpenJDK")) {
      return 1;
    }
    try {
      // By reflection, so that this class loads where the module is absent.
      Class<?> floats = Class.forName("jdk.incubator.vector.FloatVector");
      Object species = floats.getField("SPECIES_PREFERRED").get(null);
      int lanes =
          (int)
              Class.forName("jdk.incubator.vector.VectorSpecies")
                  .getMethod("length")
                  .invoke(species);
      // Wider scalable vectors run the same kernels at 512 bits; below 128 bits nothing is gained.
      return lanes >= 16 ? 16 : lanes >= 8 ? 8 : lanes >= 4 ? 4 : 1;
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("The Vector API of this JVM is unlike JDK 25's.", impossible);
    }
  }
}

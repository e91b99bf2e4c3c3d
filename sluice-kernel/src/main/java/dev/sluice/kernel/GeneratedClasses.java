package dev.sluice.kernel;

import dev.sluice.kernel.generated.Passes;

/**
 * Loads what we generate. Each class has a small loader of its own, so that it goes when nobody
 * holds it; its parent is ours, and the package {@link Passes} is in is opened to it alone. Stack
 * traces and profiles show it by name.
 */
final class GeneratedClasses {

  private GeneratedClasses() {}

  /**
   * Defines and links a class.
   *
   * @param binaryName as {@code Class.getName} spells it
   * @throws LinkageError if the bytes are no valid class of that name: a fault of our generator
   */
  static Class<?> define(String binaryName, byte[] bytes) {
    Module ours = GeneratedClasses.class.getModule();
    Loader loader = new Loader(GeneratedClasses.class.getClassLoader());
    if (ours.isNamed()) {
      ours.addExports(Passes.class.getPackageName(), loader.getUnnamedModule());
    }
    return loader.define(binaryName, bytes);
  }

  /** Whether a class was defined here. */
  static boolean isOurs(Class<?> type) {
    return type.getClassLoader() instanceof Loader;
  }

  private static final class Loader extends ClassLoader {

    Loader(ClassLoader parent) {
      super("sluice", parent);
    }

    Class<?> define(String binaryName, byte[] bytes) {
      return defineClass(binaryName, bytes, 0, bytes.length);
    }
  }
}

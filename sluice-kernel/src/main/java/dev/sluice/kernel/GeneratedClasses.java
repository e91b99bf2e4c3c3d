package dev.sluice.kernel;

import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import dev.sluice.kernel.generated.Passes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandles;
import java.util.function.Consumer;

/** Loads what we generate. Stack traces and profiles show it by name. */
final class GeneratedClasses {

  private GeneratedClasses() {}

  /**
   * Makes the only instance of a class that is there for good, in our own package.
   *
   * @param name what follows the name of its parent
   * @param methods writes all that is abstract in the parent
   */
  static <T> T instance(Class<T> parent, String name, Consumer<ClassBuilder> methods) {
    ClassDesc ours = parent.describeConstable().orElseThrow();
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of(parent.getName() + name),
                type -> {
                  type.withSuperclass(ours).withFlags(ClassFile.ACC_FINAL);
                  type.withMethodBody(
                      INIT_NAME,
                      MTD_void,
                      0,
                      code -> code.aload(0).invokespecial(ours, INIT_NAME, MTD_void).return_());
                  methods.accept(type);
                });
    try {
      Class<?> generated = MethodHandles.lookup().defineClass(bytes);
      return parent.cast(generated.getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException fault) {
      throw new IllegalStateException(fault);
    }
  }

  /**
   * Defines and links a class of a cell, with a small loader of its own, so that it goes when
   * nobody holds it; the loader's parent is ours, and the package {@link Passes} is in is opened to
   * it alone.
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

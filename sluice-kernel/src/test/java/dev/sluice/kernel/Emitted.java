package dev.sluice.kernel;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.stream.IntStream;

/** A function of up to three rows of floats written over {@link Arithmetic}, for tests of it. */
final class Emitted {

  private static final ClassDesc FLOATS = Arithmetic.FLOATS;

  private final MethodHandle run;

  private Emitted(MethodHandle run) {
    this.run = run;
  }

  interface Function {
    int of(Arithmetic a, int x, int y, int z);
  }

  /** Every number of lanes that this JVM can compute with. */
  static IntStream lanes() {
    return Vectors.present() ? IntStream.of(1, 4, 8, 16) : IntStream.of(1);
  }

  static Emitted of(int lanes, Function function) {
    String name = Emitted.class.getName() + "$" + lanes;
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of(name),
                type ->
                    type.withFlags(ClassFile.ACC_PUBLIC)
                        .withMethodBody(
                            "run",
                            MethodTypeDesc.of(CD_void, FLOATS, FLOATS, FLOATS, FLOATS, CD_int),
                            ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                            code -> {
                              Arithmetic a = Arithmetic.of(lanes, code);
                              int i = code.allocateLocal(TypeKind.INT);
                              code.iconst_0().istore(i);
                              Label loop = code.newBoundLabel();
                              Label end = code.newLabel();
                              code.iload(i).iload(4).if_icmpge(end);
                              int result = function.of(a, a.load(0, i), a.load(1, i), a.load(2, i));
                              a.store(result, 3, i);
                              code.iinc(i, lanes).goto_(loop);
                              code.labelBinding(end);
                              code.return_();
                            }));
    try {
      Class<?> type = GeneratedClasses.define(name, bytes);
      MethodType signature =
          MethodType.methodType(
              void.class, float[].class, float[].class, float[].class, float[].class, int.class);
      return new Emitted(MethodHandles.publicLookup().findStatic(type, "run", signature));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** The function of each element; the length must be a multiple of 16. */
  float[] run(float[] x, float[] y, float[] z) {
    float[] out = new float[x.length];
    try {
      run.invokeExact(x, y, z, out, x.length);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    return out;
  }

  float[] run(float[] x) {
    return run(x, x, x);
  }
}

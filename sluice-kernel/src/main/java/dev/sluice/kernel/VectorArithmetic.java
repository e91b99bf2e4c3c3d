package dev.sluice.kernel;

import static java.lang.constant.ConstantDescs.BSM_GET_STATIC_FINAL;
import static java.lang.constant.ConstantDescs.BSM_INVOKE;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Arithmetic with {@code jdk.incubator.vector}, of which only generated classes speak: ours load
 * where the module is absent. The species is read from its static field each time, so that C2 sees
 * a constant. No transcendental {@code lanewise} and no {@code reduceLanes}: their bits change when
 * the method gets compiled.
 */
final class VectorArithmetic extends Arithmetic {

  private static final ClassDesc VECTOR = type("Vector");
  private static final ClassDesc FLOAT_VECTOR = type("FloatVector");
  private static final ClassDesc INT_VECTOR = type("IntVector");
  private static final ClassDesc MASK = type("VectorMask");
  private static final ClassDesc SPECIES = type("VectorSpecies");
  private static final ClassDesc OPERATORS = type("VectorOperators");
  private static final ClassDesc BINARY = OPERATORS.nested("Binary");
  private static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");

  private static final MethodTypeDesc UNARY_OP = MethodTypeDesc.of(FLOAT_VECTOR);
  private static final MethodTypeDesc BINARY_OP = MethodTypeDesc.of(FLOAT_VECTOR, VECTOR);
  private static final MethodTypeDesc TERNARY_OP = MethodTypeDesc.of(FLOAT_VECTOR, VECTOR, VECTOR);
  private static final MethodTypeDesc INT_OP = MethodTypeDesc.of(INT_VECTOR, VECTOR);
  private static final MethodTypeDesc LOAD =
      MethodTypeDesc.of(FLOAT_VECTOR, SPECIES, FLOATS, CD_int);
  private static final MethodTypeDesc BROADCAST =
      MethodTypeDesc.of(FLOAT_VECTOR, SPECIES, CD_float);
  private static final MethodTypeDesc STORE = MethodTypeDesc.of(CD_void, FLOATS, CD_int);

  private static final ClassDesc SHUFFLE = type("VectorShuffle");
  private static final DirectMethodHandleDesc IOTA =
      MethodHandleDesc.ofMethod(
          DirectMethodHandleDesc.Kind.STATIC,
          SHUFFLE,
          "iota",
          MethodTypeDesc.of(SHUFFLE, SPECIES, CD_int, CD_int, CD_boolean));
  private static final DirectMethodHandleDesc ZIP =
      MethodHandleDesc.ofMethod(
          DirectMethodHandleDesc.Kind.STATIC,
          SHUFFLE,
          "makeZip",
          MethodTypeDesc.of(SHUFFLE, SPECIES, CD_int));
  private static final DirectMethodHandleDesc TO_VECTOR =
      MethodHandleDesc.ofMethod(
          DirectMethodHandleDesc.Kind.VIRTUAL, SHUFFLE, "toVector", MethodTypeDesc.of(VECTOR));
  private static final MethodTypeDesc REARRANGE = MethodTypeDesc.of(FLOAT_VECTOR, SHUFFLE);

  private final int lanes;
  private final String species;

  VectorArithmetic(int lanes, CodeBuilder code) {
    super(code);
    this.lanes = lanes;
    species = Vectors.species(lanes);
  }

  private static ClassDesc type(String name) {
    return ClassDesc.of("jdk.incubator.vector", name);
  }

  @Override
  int lanes() {
    return lanes;
  }

  @Override
  int constant(float value) {
    species();
    return result(code.loadConstant(value).invokestatic(FLOAT_VECTOR, "broadcast", BROADCAST));
  }

  @Override
  int load(int arraySlot, int indexSlot) {
    return load(arraySlot, indexSlot, 0);
  }

  @Override
  int load(int arraySlot, int indexSlot, int plus) {
    species();
    code.aload(arraySlot);
    index(indexSlot, plus);
    return result(code.invokestatic(FLOAT_VECTOR, "fromArray", LOAD));
  }

  @Override
  void store(int value, int arraySlot, int indexSlot) {
    store(value, arraySlot, indexSlot, 0);
  }

  @Override
  void store(int value, int arraySlot, int indexSlot, int plus) {
    code.aload(value).aload(arraySlot);
    index(indexSlot, plus);
    code.invokevirtual(FLOAT_VECTOR, "intoArray", STORE);
  }

  private void index(int indexSlot, int plus) {
    code.iload(indexSlot);
    if (plus != 0) {
      code.loadConstant(plus).iadd();
    }
  }

  @Override
  int add(int a, int b) {
    return binary("add", a, b);
  }

  @Override
  int sub(int a, int b) {
    return binary("sub", a, b);
  }

  @Override
  int mul(int a, int b) {
    return binary("mul", a, b);
  }

  @Override
  int div(int a, int b) {
    return binary("div", a, b);
  }

  @Override
  int neg(int a) {
    return unary("neg", a);
  }

  @Override
  int fma(int a, int b, int c) {
    code.aload(a).aload(b).aload(c);
    return result(code.invokevirtual(FLOAT_VECTOR, "fma", TERNARY_OP));
  }

  @Override
  int sqrt(int a) {
    return unary("sqrt", a);
  }

  @Override
  int abs(int a) {
    return unary("abs", a);
  }

  @Override
  int select(int a, int b, int then, int otherwise) {
    return blend(a, "GT", b, then, otherwise);
  }

  @Override
  int selectNaN(int a, int then, int otherwise) {
    return blend(a, "NE", a, then, otherwise);
  }

  private int blend(int a, String comparison, int b, int then, int otherwise) {
    code.aload(otherwise).aload(then).aload(a);
    code.getstatic(OPERATORS, comparison, COMPARISON).aload(b);
    code.invokevirtual(FLOAT_VECTOR, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
    MethodTypeDesc blend = MethodTypeDesc.of(FLOAT_VECTOR, VECTOR, MASK);
    return result(code.invokevirtual(FLOAT_VECTOR, "blend", blend));
  }

  @Override
  int bits(int value) {
    code.aload(value);
    MethodTypeDesc view = MethodTypeDesc.of(INT_VECTOR);
    return result(code.invokevirtual(FLOAT_VECTOR, "viewAsIntegralLanes", view));
  }

  @Override
  int value(int pattern) {
    code.aload(pattern);
    return result(code.invokevirtual(INT_VECTOR, "viewAsFloatingLanes", UNARY_OP));
  }

  @Override
  int addPattern(int a, int b) {
    code.aload(a).aload(b);
    return result(code.invokevirtual(INT_VECTOR, "add", INT_OP));
  }

  @Override
  int subPattern(int a, int b) {
    code.aload(a).aload(b);
    return result(code.invokevirtual(INT_VECTOR, "sub", INT_OP));
  }

  @Override
  int shiftLeft(int pattern, int count) {
    return shift("LSHL", pattern, count);
  }

  @Override
  int shiftRight(int pattern, int count) {
    return shift("ASHR", pattern, count);
  }

  private int shift(String operator, int pattern, int count) {
    code.aload(pattern).getstatic(OPERATORS, operator, BINARY).loadConstant(count);
    MethodTypeDesc shift = MethodTypeDesc.of(INT_VECTOR, BINARY, CD_int);
    return result(code.invokevirtual(INT_VECTOR, "lanewise", shift));
  }

  @Override
  int fresh() {
    return slot(TypeKind.REFERENCE);
  }

  @Override
  void set(int variable, int value) {
    code.aload(value).astore(variable);
  }

  @Override
  int[] split(int value) {
    int[] floats = new int[lanes];
    for (int l = 0; l < lanes; l++) {
      floats[l] = lane(value, l);
    }
    return floats;
  }

  private int lane(int value, int l) {
    int slot = slot(TypeKind.FLOAT);
    code.aload(value).loadConstant(l);
    code.invokevirtual(FLOAT_VECTOR, "lane", MethodTypeDesc.of(CD_float, CD_int));
    code.fstore(slot);
    return slot;
  }

  @Override
  int first(int value) {
    return lane(value, 0);
  }

  /** The shuffle is a constant of the class, which C2 sees through. */
  @Override
  int turned(int value, int by) {
    code.aload(value);
    code.loadConstant(
        DynamicConstantDesc.ofNamed(
            BSM_INVOKE, "turned", SHUFFLE, IOTA, constantSpecies(), by, 1, ConstantDescs.TRUE));
    return result(code.invokevirtual(FLOAT_VECTOR, "rearrange", REARRANGE));
  }

  /**
   * The lanes to take are a constant too, numbered through both: one instruction with 16 lanes, and
   * a fifth of the time to compile that a shuffle of two vectors takes.
   */
  @Override
  int zipped(int a, int b, int half) {
    var shuffle =
        DynamicConstantDesc.ofNamed(BSM_INVOKE, "zip", SHUFFLE, ZIP, constantSpecies(), half);
    code.loadConstant(
        DynamicConstantDesc.ofNamed(BSM_INVOKE, "zipped", FLOAT_VECTOR, TO_VECTOR, shuffle));
    code.aload(a).aload(b);
    return result(code.invokevirtual(FLOAT_VECTOR, "selectFrom", TERNARY_OP));
  }

  private DynamicConstantDesc<?> constantSpecies() {
    return DynamicConstantDesc.ofNamed(BSM_GET_STATIC_FINAL, species, SPECIES, FLOAT_VECTOR);
  }

  @Override
  int fill() {
    int onStack = slot(TypeKind.FLOAT);
    code.fstore(onStack);
    species();
    code.fload(onStack);
    return result(code.invokestatic(FLOAT_VECTOR, "broadcast", BROADCAST));
  }

  @Override
  int pattern(int bits) {
    code.getstatic(INT_VECTOR, species, SPECIES).loadConstant(bits);
    MethodTypeDesc broadcast = MethodTypeDesc.of(INT_VECTOR, SPECIES, CD_int);
    return result(code.invokestatic(INT_VECTOR, "broadcast", broadcast));
  }

  private void species() {
    code.getstatic(FLOAT_VECTOR, species, SPECIES);
  }

  private int unary(String name, int a) {
    code.aload(a);
    return result(code.invokevirtual(FLOAT_VECTOR, name, UNARY_OP));
  }

  private int binary(String name, int a, int b) {
    code.aload(a).aload(b);
    return result(code.invokevirtual(FLOAT_VECTOR, name, BINARY_OP));
  }

  private int result(CodeBuilder pushed) {
    int slot = fresh();
    pushed.astore(slot);
    return slot;
  }
}

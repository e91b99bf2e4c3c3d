package dev.sluice.kernel;

import static java.lang.constant.ConstantDescs.CD_Float;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Arithmetic on plain floats: what runs where the Vector API is absent, and tails. */
final class ScalarArithmetic extends Arithmetic {

  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
  private static final MethodTypeDesc FMA =
      MethodTypeDesc.of(CD_float, CD_float, CD_float, CD_float);

  ScalarArithmetic(CodeBuilder code) {
    super(code);
  }

  @Override
  int lanes() {
    return 1;
  }

  @Override
  int constant(float value) {
    return result(code.loadConstant(value));
  }

  @Override
  int load(int arraySlot, int indexSlot) {
    return load(arraySlot, indexSlot, 0);
  }

  @Override
  int load(int arraySlot, int indexSlot, int plus) {
    element(arraySlot, indexSlot, plus);
    return result(code.faload());
  }

  @Override
  void store(int value, int arraySlot, int indexSlot) {
    store(value, arraySlot, indexSlot, 0);
  }

  @Override
  void store(int value, int arraySlot, int indexSlot, int plus) {
    element(arraySlot, indexSlot, plus);
    code.fload(value).fastore();
  }

  private void element(int arraySlot, int indexSlot, int plus) {
    code.aload(arraySlot).iload(indexSlot);
    if (plus != 0) {
      code.loadConstant(plus).iadd();
    }
  }

  @Override
  int add(int a, int b) {
    return result(code.fload(a).fload(b).fadd());
  }

  @Override
  int sub(int a, int b) {
    return result(code.fload(a).fload(b).fsub());
  }

  @Override
  int mul(int a, int b) {
    return result(code.fload(a).fload(b).fmul());
  }

  @Override
  int div(int a, int b) {
    return result(code.fload(a).fload(b).fdiv());
  }

  @Override
  int neg(int a) {
    return result(code.fload(a).fneg());
  }

  @Override
  int fma(int a, int b, int c) {
    return result(code.fload(a).fload(b).fload(c).invokestatic(MATH, "fma", FMA));
  }

  @Override
  int sqrt(int a) {
    // The root of the exact double, rounded to float, is the float's root rounded once.
    code.fload(a).f2d();
    code.invokestatic(MATH, "sqrt", MethodTypeDesc.of(CD_double, CD_double));
    return result(code.d2f());
  }

  @Override
  int abs(int a) {
    code.fload(a).invokestatic(MATH, "abs", MethodTypeDesc.of(CD_float, CD_float));
    return result(code);
  }

  @Override
  int select(int a, int b, int then, int otherwise) {
    int slot = fresh();
    Label no = code.newLabel();
    // Assign, then perhaps assign again: C2 turns this into a conditional move where it pays.
    code.fload(otherwise).fstore(slot);
    code.fload(a).fload(b).fcmpl().ifle(no);
    code.fload(then).fstore(slot);
    code.labelBinding(no);
    return slot;
  }

  @Override
  int selectNaN(int a, int then, int otherwise) {
    int slot = fresh();
    Label no = code.newLabel();
    code.fload(otherwise).fstore(slot);
    code.fload(a).fload(a).fcmpl().ifeq(no);
    code.fload(then).fstore(slot);
    code.labelBinding(no);
    return slot;
  }

  @Override
  int bits(int value) {
    MethodTypeDesc bits = MethodTypeDesc.of(CD_int, CD_float);
    return pattern(code.fload(value).invokestatic(CD_Float, "floatToRawIntBits", bits));
  }

  @Override
  int value(int pattern) {
    MethodTypeDesc value = MethodTypeDesc.of(CD_float, CD_int);
    return result(code.iload(pattern).invokestatic(CD_Float, "intBitsToFloat", value));
  }

  @Override
  int addPattern(int a, int b) {
    return pattern(code.iload(a).iload(b).iadd());
  }

  @Override
  int subPattern(int a, int b) {
    return pattern(code.iload(a).iload(b).isub());
  }

  @Override
  int shiftLeft(int pattern, int count) {
    return pattern(code.iload(pattern).loadConstant(count).ishl());
  }

  @Override
  int shiftRight(int pattern, int count) {
    return pattern(code.iload(pattern).loadConstant(count).ishr());
  }

  @Override
  int fresh() {
    return slot(TypeKind.FLOAT);
  }

  @Override
  void set(int variable, int value) {
    code.fload(value).fstore(variable);
  }

  @Override
  int[] split(int value) {
    return new int[] {value};
  }

  @Override
  int turned(int value, int by) {
    return value;
  }

  @Override
  int zipped(int a, int b, int half) {
    return half == 0 ? a : b;
  }

  @Override
  int first(int value) {
    return value;
  }

  @Override
  int fill() {
    return result(code);
  }

  @Override
  int pattern(int bits) {
    return pattern(code.loadConstant(bits));
  }

  private int result(CodeBuilder pushed) {
    int slot = fresh();
    pushed.fstore(slot);
    return slot;
  }

  private int pattern(CodeBuilder pushed) {
    int slot = slot(TypeKind.INT);
    pushed.istore(slot);
    return slot;
  }
}

package dev.sluice.data;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassSignature;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodSignature;
import java.lang.classfile.Signature;
import java.lang.classfile.Signature.ArrayTypeSig;
import java.lang.classfile.Signature.BaseTypeSig;
import java.lang.classfile.Signature.ClassTypeSig;
import java.lang.classfile.Signature.RefTypeSig;
import java.lang.classfile.Signature.TypeArg;
import java.lang.classfile.Signature.TypeParam;
import java.lang.classfile.Signature.TypeVarSig;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Class files written out as the declarations that they were compiled from, without bodies. */
final class Declarations {
  /** Flags of the class file that are no words of the language, or are said otherwise. */
  private static final Set<AccessFlag> UNSEEN =
      Set.of(
          AccessFlag.SUPER,
          AccessFlag.SYNTHETIC,
          AccessFlag.BRIDGE,
          AccessFlag.MANDATED,
          AccessFlag.STRICT,
          AccessFlag.VARARGS,
          AccessFlag.ENUM,
          AccessFlag.INTERFACE,
          AccessFlag.ANNOTATION);

  private Declarations() {}

  /**
   * Every public class of every package that {@code java.base} exports, in order of their names.
   */
  static List<String> ofJavaBase() throws IOException {
    Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base");
    Set<String> packages =
        Object.class.getModule().getDescriptor().exports().stream()
            .filter(exports -> !exports.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> declarations = new ArrayList<>();
    for (String name : packages) {
      List<Path> files;
      try (Stream<Path> all = Files.list(root.resolve(name.replace('.', '/')))) {
        files =
            all.filter(file -> file.toString().endsWith(".class"))
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
      }
      for (Path file : files) {
        ClassModel model = ClassFile.of().parse(Files.readAllBytes(file));
        if (isPublic(model)) {
          declarations.add(declaration(model));
        }
      }
    }
    return declarations;
  }

  private static boolean isPublic(ClassModel model) {
    return model.flags().has(AccessFlag.PUBLIC)
        && !model.flags().has(AccessFlag.SYNTHETIC)
        && model
            .findAttribute(Attributes.innerClasses())
            .map(
                inner ->
                    inner.classes().stream()
                        .filter(one -> one.innerClass().equals(model.thisClass()))
                        .allMatch(one -> one.has(AccessFlag.PUBLIC)))
            .orElse(true);
  }

  /** One class, interface, enum or annotation type. */
  static String declaration(ClassModel model) {
    String name = model.thisClass().asInternalName().replace('/', '.');
    int end = name.lastIndexOf('.');
    String simple = name.substring(end + 1).replace('$', '.');
    ClassSignature signature =
        model
            .findAttribute(Attributes.signature())
            .map(attribute -> attribute.asClassSignature())
            .orElseGet(() -> plain(model));
    StringBuilder text = new StringBuilder();
    text.append("package ").append(name, 0, end).append(";\n\n");
    text.append(kind(model.flags())).append(simple).append(parameters(signature.typeParameters()));
    if (!model.flags().has(AccessFlag.INTERFACE)) {
      text.append(clause(" extends ", List.of(signature.superclassSignature())));
      text.append(clause(" implements ", signature.superinterfaceSignatures()));
    } else {
      text.append(clause(" extends ", signature.superinterfaceSignatures()));
    }
    text.append(" {\n");
    for (FieldModel field : model.fields()) {
      if (isSeen(field.flags())) {
        text.append("    ").append(field(field)).append(";\n");
      }
    }
    for (MethodModel method : model.methods()) {
      if (isSeen(method.flags()) && !method.methodName().equalsString("<clinit>")) {
        text.append("    ").append(method(method, simple)).append(";\n");
      }
    }
    return text.append("}\n\n").toString();
  }

  private static ClassSignature plain(ClassModel model) {
    return ClassSignature.of(
        model
            .superclass()
            .map(type -> ClassTypeSig.of(type.asSymbol()))
            .orElseGet(() -> ClassTypeSig.of(ConstantDescs.CD_Object)),
        model.interfaces().stream()
            .map(type -> ClassTypeSig.of(type.asSymbol()))
            .toArray(ClassTypeSig[]::new));
  }

  private static String kind(AccessFlags flags) {
    if (flags.has(AccessFlag.ANNOTATION)) {
      return words(flags, AccessFlag.ABSTRACT) + "@interface ";
    }
    if (flags.has(AccessFlag.INTERFACE)) {
      return words(flags, AccessFlag.ABSTRACT) + "interface ";
    }
    return words(flags) + (flags.has(AccessFlag.ENUM) ? "enum " : "class ");
  }

  private static boolean isSeen(AccessFlags flags) {
    return !flags.has(AccessFlag.SYNTHETIC)
        && (flags.has(AccessFlag.PUBLIC) || flags.has(AccessFlag.PROTECTED));
  }

  private static String words(AccessFlags flags, AccessFlag... implied) {
    return flags.flags().stream()
        .filter(flag -> !UNSEEN.contains(flag) && !List.of(implied).contains(flag))
        .sorted(Comparator.comparing(AccessFlag::mask))
        .map(flag -> flag.name().toLowerCase(Locale.ROOT) + " ")
        .collect(joining());
  }

  private static String field(FieldModel field) {
    Signature type =
        field
            .findAttribute(Attributes.signature())
            .map(attribute -> attribute.asTypeSignature())
            .orElseGet(() -> Signature.of(field.fieldTypeSymbol()));
    return words(field.flags()) + type(type) + " " + field.fieldName().stringValue();
  }

  private static String method(MethodModel method, String className) {
    MethodSignature signature =
        method
            .findAttribute(Attributes.signature())
            .map(attribute -> attribute.asMethodSignature())
            .orElseGet(() -> MethodSignature.of(method.methodTypeSymbol()));
    String name = method.methodName().stringValue();
    String typeParameters = parameters(signature.typeParameters());
    String head =
        words(method.flags())
            + (typeParameters.isEmpty() ? "" : typeParameters + " ")
            + (name.equals("<init>")
                ? className.substring(className.lastIndexOf('.') + 1)
                : type(signature.result()) + " " + name);
    List<String> arguments =
        new ArrayList<>(signature.arguments().stream().map(Declarations::type).toList());
    if (method.flags().has(AccessFlag.VARARGS)) {
      String last = arguments.removeLast();
      arguments.add(last.substring(0, last.length() - 2) + "...");
    }
    String exceptions =
        signature.throwableSignatures().isEmpty()
            ? method
                .findAttribute(Attributes.exceptions())
                .map(
                    attribute ->
                        attribute.exceptions().stream()
                            .map(type -> type(Signature.of(type.asSymbol())))
                            .collect(joining(", ")))
                .orElse("")
            : signature.throwableSignatures().stream()
                .map(Declarations::type)
                .collect(joining(", "));
    return head
        + "("
        + String.join(", ", arguments)
        + ")"
        + (exceptions.isEmpty() ? "" : " throws " + exceptions);
  }

  private static String clause(String word, List<? extends Signature> types) {
    String list =
        types.stream()
            .map(Declarations::type)
            .filter(type -> !type.equals("Object"))
            .collect(joining(", "));
    return list.isEmpty() ? "" : word + list;
  }

  private static String parameters(List<TypeParam> parameters) {
    return parameters.isEmpty()
        ? ""
        : parameters.stream().map(Declarations::parameter).collect(joining(", ", "<", ">"));
  }

  private static String parameter(TypeParam parameter) {
    String bounds =
        Stream.concat(parameter.classBound().stream(), parameter.interfaceBounds().stream())
            .map(Declarations::type)
            .filter(bound -> !bound.equals("Object"))
            .collect(joining(" & "));
    return parameter.identifier() + (bounds.isEmpty() ? "" : " extends " + bounds);
  }

  private static String type(Signature type) {
    return switch (type) {
      case BaseTypeSig base ->
          ClassDesc.ofDescriptor(String.valueOf(base.baseType())).displayName();
      case ArrayTypeSig array -> type(array.componentSignature()) + "[]";
      case TypeVarSig variable -> variable.identifier();
      case ClassTypeSig simple ->
          simple.outerType().map(outer -> type(outer) + ".").orElse("")
              + simpleName(simple.className())
              + (simple.typeArgs().isEmpty()
                  ? ""
                  : simple.typeArgs().stream()
                      .map(Declarations::argument)
                      .collect(joining(", ", "<", ">")));
    };
  }

  private static String argument(TypeArg argument) {
    return switch (argument) {
      case TypeArg.Unbounded _ -> "?";
      case TypeArg.Bounded bounded -> {
        RefTypeSig bound = bounded.boundType();
        yield switch (bounded.wildcardIndicator()) {
          case NONE -> type(bound);
          case EXTENDS -> "? extends " + type(bound);
          case SUPER -> "? super " + type(bound);
        };
      }
    };
  }

  private static String simpleName(String internalName) {
    return internalName.substring(internalName.lastIndexOf('/') + 1).replace('$', '.');
  }
}

package dev.sluice.cli.console;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/**
 * A command that is a record: each component is an option, an argument, or a record of more of
 * them. So an option stands in one place, with its name, its type, its default and its help, and
 * the command is a value that can be compared, changed and stored. Picocli itself needs fields that
 * it may write.
 */
public final class RecordCommand {
  /** What picocli's annotations have where nothing was written. */
  private static final String NO_DEFAULT = "__no_default_value__";

  private final Class<? extends Record> type;
  private final CommandSpec spec;

  /** What each component holds, by its accessor: components themselves have no equality. */
  private final Map<Method, ArgSpec> arguments = new LinkedHashMap<>();

  private RecordCommand(Class<? extends Record> type) {
    this.type = type;
    this.spec = CommandSpec.wrapWithoutInspection(this);
  }

  /** The specification of the command that a record annotated with {@link Command} is. */
  public static <R extends Record & Task> CommandSpec spec(Class<R> type) {
    RecordCommand command = new RecordCommand(type);
    Command annotation = annotation(type, Command.class);
    command
        .spec
        .name(annotation.name())
        .usageMessage()
        .description(annotation.description())
        .footer(annotation.footer())
        .hidden(annotation.hidden())
        .abbreviateSynopsis(true)
        .sortOptions(false);
    command.add(type);
    command.spec.addOption(help());
    return command.spec;
  }

  /** {@code --help}, which every command has. */
  public static OptionSpec help() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .description("Show this help and exit.")
        .build();
  }

  /** The command with what the user typed. */
  public static Task task(ParseResult parsed) {
    RecordCommand command = (RecordCommand) parsed.commandSpec().userObject();
    return (Task) command.record(command.type, parsed);
  }

  /** The name of the option of a component, or of one of a record within. */
  public static String option(Class<? extends Record> type, String component) {
    return find(type, component)
        .orElseThrow(() -> new IllegalArgumentException(type + " has no component " + component));
  }

  private static Optional<String> find(Class<? extends Record> type, String component) {
    for (RecordComponent one : type.getRecordComponents()) {
      if (one.getName().equals(component) && !Records.isGroup(one)) {
        Option option = one.getAccessor().getAnnotation(Option.class);
        return Optional.of(
            option != null ? option.names()[0] : annotation(one, Parameters.class).paramLabel());
      }
      Optional<String> within =
          Records.isGroup(one)
              ? find(one.getType().asSubclass(Record.class), component)
              : Optional.empty();
      if (within.isPresent()) {
        return within;
      }
    }
    return Optional.empty();
  }

  private void add(Class<? extends Record> record) {
    for (RecordComponent component : record.getRecordComponents()) {
      if (component.getType() == Given.class) {
        continue;
      }
      Method accessor = component.getAccessor();
      if (accessor.isAnnotationPresent(Option.class)) {
        OptionSpec option = option(component, annotation(component, Option.class));
        spec.addOption(option);
        arguments.put(accessor, option);
      } else if (accessor.isAnnotationPresent(Parameters.class)) {
        PositionalParamSpec parameter =
            parameter(component, annotation(component, Parameters.class));
        spec.addPositional(parameter);
        arguments.put(accessor, parameter);
      } else {
        add(component.getType().asSubclass(Record.class));
      }
    }
  }

  private static OptionSpec option(RecordComponent component, Option option) {
    Class<?> type = component.getType();
    OptionSpec.Builder builder =
        OptionSpec.builder(option.names()).description(option.description());
    if (type == boolean.class) {
      return builder.type(boolean.class).arity("0").build();
    }
    builder.paramLabel(option.paramLabel()).arity("1");
    if (!option.arity().isEmpty()) {
      builder.arity(option.arity()).fallbackValue(option.fallbackValue());
    }
    if (!option.defaultValue().equals(NO_DEFAULT)) {
      builder.defaultValue(option.defaultValue());
    }
    if (type == Map.class) {
      Class<?> value = argument(component, 1);
      return builder
          .type(Map.class)
          .auxiliaryTypes(String.class, value)
          .converters(converter(String.class), converter(value))
          .build();
    }
    if (type == List.class) {
      Class<?> value = argument(component, 0);
      return builder
          .type(List.class)
          .auxiliaryTypes(value)
          .converters(converter(value, option.converter()))
          .splitRegex(option.split())
          .build();
    }
    return builder
        .type(type)
        .converters(converter(type, option.converter()))
        .completionCandidates(type.isEnum() ? Words.all(type) : null)
        .build();
  }

  private static Class<?> argument(RecordComponent component, int index) {
    var type = (ParameterizedType) component.getGenericType();
    return (Class<?>) type.getActualTypeArguments()[index];
  }

  private static PositionalParamSpec parameter(RecordComponent component, Parameters parameter) {
    PositionalParamSpec.Builder builder =
        PositionalParamSpec.builder()
            .index(parameter.index().isEmpty() ? "0" : parameter.index())
            .arity(parameter.arity().isEmpty() ? "1" : parameter.arity())
            .required(parameter.arity().isEmpty())
            .paramLabel(parameter.paramLabel())
            .description(parameter.description())
            .type(component.getType())
            .converters(converter(component.getType(), parameter.converter()));
    return parameter.defaultValue().equals(NO_DEFAULT)
        ? builder.build()
        : builder.defaultValue(parameter.defaultValue()).build();
  }

  private static ITypeConverter<?> converter(
      Class<?> type, Class<? extends ITypeConverter<?>>[] own) {
    if (own.length == 0) {
      return converter(type);
    }
    try {
      return own[0].getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("%s is no public converter".formatted(own[0]), e);
    }
  }

  private static ITypeConverter<?> converter(Class<?> type) {
    return text -> {
      try {
        return Values.parse(type, text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  private <R extends Record> R record(Class<R> record, ParseResult parsed) {
    return Records.of(record, component -> value(component, parsed));
  }

  private @Nullable Object value(RecordComponent component, ParseResult parsed) {
    if (component.getType() == Given.class) {
      Set<String> names = new HashSet<>();
      arguments.forEach(
          (one, argument) -> {
            boolean given =
                switch (argument) {
                  case OptionSpec option -> parsed.hasMatchedOption(option);
                  case PositionalParamSpec place -> parsed.hasMatchedPositional(place);
                  default -> false;
                };
            if (given) {
              names.add(one.getName());
            }
          });
      return new Given(names);
    }
    ArgSpec argument = arguments.get(component.getAccessor());
    if (argument == null) {
      return record(component.getType().asSubclass(Record.class), parsed);
    }
    Object value = argument.getValue();
    if (value == null && component.getType() == Map.class) {
      return Map.of();
    }
    if (value == null && component.getType() == List.class) {
      return List.of();
    }
    return value == null && component.getType() == boolean.class ? (Object) false : value;
  }

  private static <A extends java.lang.annotation.Annotation> A annotation(
      Object element, Class<A> annotation) {
    AnnotatedElement place =
        element instanceof RecordComponent component
            ? component.getAccessor()
            : (AnnotatedElement) element;
    A found = place.getAnnotation(annotation);
    if (found == null) {
      throw new IllegalStateException("%s has no @%s".formatted(element, annotation.getName()));
    }
    return found;
  }
}

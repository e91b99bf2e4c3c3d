package dev.sluice.cli.console;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a call, in one sentence with the next step. */
public final class Misuse {
  private Misuse() {}

  /** The answer to a call that picocli refused. */
  public static Answer of(ParameterException e) {
    return switch (e) {
      case UnmatchedArgumentException unmatched -> wrong(unmatched(unmatched));
      case OverwrittenOptionException twice ->
          wrong("%s is given twice; give it once.".formatted(name(twice.getOverwritten())));
      case MissingParameterException missing -> wrong(missing(missing));
      default -> other(e);
    };
  }

  private static Answer wrong(String sentence) {
    return new Answer(Task.WRONG, sentence);
  }

  private static String unmatched(UnmatchedArgumentException e) {
    CommandLine command = e.getCommandLine();
    String argument = e.getUnmatched().getFirst();
    boolean group = command.getCommandSpec().positionalParameters().isEmpty();
    String problem;
    if (e.isUnknownOption() || argument.startsWith("-")) {
      problem = "'%s' has no option %s.".formatted(call(command), argument);
    } else if (group && !command.getSubcommands().isEmpty()) {
      problem = "'%s' has no command '%s'.".formatted(call(command), argument);
    } else {
      problem =
          "The argument '%s' is one too many; put quotes around what has spaces."
              .formatted(argument);
    }
    List<String> near =
        e.getSuggestions().stream()
            .map(word -> word.split("[= ]", 2)[0])
            .filter(word -> word.startsWith("-") == argument.startsWith("-"))
            .limit(argument.startsWith("-") ? 2 : 1)
            .toList();
    return problem + (near.isEmpty() ? help(command) : " Did you mean " + either(near) + "?");
  }

  private static String either(List<String> words) {
    return words.stream().map("'%s'"::formatted).collect(Collectors.joining(" or "));
  }

  private static String missing(MissingParameterException e) {
    // "--out" at the end of the line is reported of the option alone, a missing argument of all.
    ArgSpec argument = e.getMissing().isEmpty() ? e.getArgSpec() : e.getMissing().getFirst();
    if (argument instanceof OptionSpec option) {
      return "%s needs a value: %s %s.".formatted(name(option), name(option), option.paramLabel());
    }
    return "'%s' needs %s.%s"
        .formatted(
            call(e.getCommandLine()),
            e.getMissing().stream().map(ArgSpec::paramLabel).collect(Collectors.joining(" and ")),
            help(e.getCommandLine()));
  }

  /** A value that could not be read. */
  private static Answer other(ParameterException e) {
    Throwable cause = e.getCause();
    ArgSpec argument = e.getArgSpec();
    if (argument != null && argument.typeInfo().isMap() && e.getMessage().contains("KEY=VALUE")) {
      return wrong("%s is written %s.".formatted(name(argument), argument.paramLabel()));
    }
    if (cause == null || argument == null) {
      return wrong(sentence(e.getMessage()) + help(e.getCommandLine()));
    }
    if (!(cause instanceof TypeConversionException)) {
      return Answer.to(cause);
    }
    String message = cause.getMessage();
    return wrong(
        Character.isLowerCase(message.charAt(0)) ? name(argument) + " " + message : message);
  }

  private static String sentence(String message) {
    return message.endsWith(".") ? message : message + ".";
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String call(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  private static String help(CommandLine command) {
    return " See './%s --help'.".formatted(call(command));
  }
}

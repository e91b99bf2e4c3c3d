package dev.sluice.cli;

import dev.sluice.cli.cells.CellCheck;
import dev.sluice.cli.cells.CellDocs;
import dev.sluice.cli.cells.CellList;
import dev.sluice.cli.cells.CellShow;
import dev.sluice.cli.cells.CellTrace;
import dev.sluice.cli.classify.TrainClassify;
import dev.sluice.cli.console.Answer;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Interrupt;
import dev.sluice.cli.console.Misuse;
import dev.sluice.cli.console.RecordCommand;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.console.Words;
import dev.sluice.cli.explore.Explore;
import dev.sluice.cli.forecast.TrainForecast;
import dev.sluice.cli.inspect.InspectAttribution;
import dev.sluice.cli.inspect.InspectGates;
import dev.sluice.cli.inspect.InspectGradients;
import dev.sluice.cli.inspect.InspectSaturation;
import dev.sluice.cli.inspect.InspectUnits;
import dev.sluice.cli.music.TrainMusic;
import dev.sluice.cli.reproduce.Reproduce;
import dev.sluice.cli.tag.TrainTag;
import dev.sluice.cli.task.TrainTask;
import dev.sluice.cli.text.TrainText;
import dev.sluice.cli.use.Anomaly;
import dev.sluice.cli.use.Evaluate;
import dev.sluice.cli.use.Forecast;
import dev.sluice.cli.use.Predict;
import dev.sluice.cli.use.Sample;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The {@code sluice} command. */
public final class Main {
  private static final String STACK_TRACE = "--stacktrace";

  private Main() {}

  /** Runs the command and ends the process with its status. */
  public static void main(String[] arguments) {
    // The same digits and commas everywhere: messages are compared, and figures pasted.
    Locale.setDefault(Locale.ROOT);
    Interrupt interrupt = new Interrupt();
    interrupt.onSignals();
    int status = execute(Console.ofProcess(interrupt), arguments);
    interrupt.over(status);
    System.exit(status);
  }

  /** Runs the command and returns its status. */
  static int execute(Console console, String... arguments) {
    boolean stackTrace = Arrays.asList(arguments).contains(STACK_TRACE);
    int status;
    try {
      status = run(console, commands(), arguments);
    } catch (Throwable thrown) {
      status = tell(console, Answer.to(thrown), thrown, stackTrace);
    }
    String failure = console.outputFailure();
    if (failure != null) {
      console.note("%s", failure);
    }
    return status == Task.DONE && console.closed() ? Task.FAILED : status;
  }

  private static int run(Console console, CommandLine commands, String... arguments)
      throws Exception {
    ParseResult parsed;
    try {
      parsed = commands.parseArgs(arguments);
    } catch (CommandLine.ParameterException e) {
      boolean stackTrace = Arrays.asList(arguments).contains(STACK_TRACE);
      return tell(console, Misuse.of(e), e, stackTrace);
    }
    PrintWriter out = new PrintWriter(console.out(), true);
    commands.setOut(out);
    Integer shown = CommandLine.executeHelpRequest(parsed);
    if (shown != null) {
      return Task.DONE;
    }
    while (parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
    }
    CommandSpec command = parsed.commandSpec();
    if (command.userObject() instanceof RecordCommand) {
      return RecordCommand.task(parsed).run(console);
    }
    if (command.name().equals("completion")) {
      out.println(AutoComplete.bash("sluice", commands));
      out.flush();
      return Task.DONE;
    }
    if (command.parent() == null) {
      commands.usage(out);
      return Task.DONE;
    }
    List<String> names =
        command.subcommands().values().stream()
            .map(CommandLine::getCommandSpec)
            .filter(one -> !one.usageMessage().hidden())
            .map(CommandSpec::name)
            .toList();
    console.note(
        "'%1$s' needs a command: %2$s. See './%1$s --help'.",
        command.qualifiedName(), Words.either(names));
    return Task.WRONG;
  }

  private static int tell(Console console, Answer answer, Throwable thrown, boolean stackTrace) {
    console.out().flush();
    console.note("%s", answer.sentence());
    if (stackTrace) {
      thrown.printStackTrace(console.err());
    }
    return answer.status();
  }

  private static CommandLine commands() {
    CommandSpec root =
        group("sluice", "Recurrent neural networks, written as equations.")
            .addSubcommand(
                "train",
                group("train", "Train a model.")
                    .addSubcommand("text", RecordCommand.spec(TrainText.class))
                    .addSubcommand("classify", RecordCommand.spec(TrainClassify.class))
                    .addSubcommand("tag", RecordCommand.spec(TrainTag.class))
                    .addSubcommand("forecast", RecordCommand.spec(TrainForecast.class))
                    .addSubcommand("music", RecordCommand.spec(TrainMusic.class))
                    .addSubcommand("task", RecordCommand.spec(TrainTask.class)))
            .addSubcommand("sample", RecordCommand.spec(Sample.class))
            .addSubcommand("evaluate", RecordCommand.spec(Evaluate.class))
            .addSubcommand("forecast", RecordCommand.spec(Forecast.class))
            .addSubcommand("predict", RecordCommand.spec(Predict.class))
            .addSubcommand("anomaly", RecordCommand.spec(Anomaly.class))
            .addSubcommand(
                "inspect",
                group("inspect", "Look into a model: gates, gradients, units, and why.")
                    .addSubcommand("gates", RecordCommand.spec(InspectGates.class))
                    .addSubcommand("gradients", RecordCommand.spec(InspectGradients.class))
                    .addSubcommand("saturation", RecordCommand.spec(InspectSaturation.class))
                    .addSubcommand("units", RecordCommand.spec(InspectUnits.class))
                    .addSubcommand("attribution", RecordCommand.spec(InspectAttribution.class)))
            .addSubcommand("explore", RecordCommand.spec(Explore.class))
            .addSubcommand("reproduce", RecordCommand.spec(Reproduce.class))
            .addSubcommand(
                "cell",
                group("cell", "Look at cells: what they compute, and whether it is right.")
                    .addSubcommand("list", RecordCommand.spec(CellList.class))
                    .addSubcommand("show", RecordCommand.spec(CellShow.class))
                    .addSubcommand("check", RecordCommand.spec(CellCheck.class))
                    .addSubcommand("trace", RecordCommand.spec(CellTrace.class))
                    .addSubcommand("docs", RecordCommand.spec(CellDocs.class)))
            .addSubcommand(
                "completion",
                group("completion", "Print a script for the shell: source <(./sluice completion)"));
    root.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Print the version and exit.")
            .build());
    root.addOption(
        OptionSpec.builder(STACK_TRACE)
            .type(boolean.class)
            .arity("0")
            .scopeType(ScopeType.INHERIT)
            .description("With an error, print where in the program it came from.")
            .build());
    root.version(version());
    // Not a command of ours, since what measures is in modules that nobody else needs.
    root.usageMessage()
        .footer(
            "In a checkout, ./sluice bench peers|kernels|cells measures speed:"
                + " beside libtorch and",
            "Deeplearning4j, of one layer, of every cell. Each has its own --help.");
    return new CommandLine(root)
        // An argument such as the prompt "@Override" is what it says, not the name of a file.
        .setExpandAtFiles(false)
        .setAllowOptionsAsOptionParameters(false)
        .setUnmatchedOptionsAllowedAsOptionParameters(true)
        .setUsageHelpWidth(100);
  }

  private static CommandSpec group(String name, String description) {
    CommandSpec group = CommandSpec.create().name(name).addOption(RecordCommand.help());
    group.usageMessage().description(description).sortOptions(false);
    return group;
  }

  private static String version() {
    var module = Main.class.getModule().getDescriptor();
    String version = module == null ? "unknown" : module.rawVersion().orElse("unknown");
    return "sluice %s (JDK %s)".formatted(version, Runtime.version());
  }
}

package dev.sluice.cell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent cell: one step of a recurrence, written as its equations.
 *
 * <p>A cell is its text. Two cells are equal if their {@linkplain #text canonical texts} are; a
 * program that generates cells writes text and parses it. Cells are immutable.
 */
public final class Cell {

  /**
   * An input of a cell; the first is the layer's input {@code x}.
   *
   * @param size the size demanded in the header, {@code hidden} for {@code x[hidden]}, or null
   * @param below the state {@code c} in {@code e = below(c)}: the input is the new value of that
   *     state in the layer below, at this step; null for any other input
   */
  public record Input(String name, @Nullable String size, @Nullable String below) {}

  /**
   * A state of a cell.
   *
   * @param size the size named in the header, {@code p} for {@code h[p]}, or null for hidden
   */
  public record State(String name, @Nullable String size) {}

  private final String source;
  private final Line.Content.Header header;
  private final List<Equation> equations;
  private final List<Expr> outputs;
  private final List<Init> inits;
  private final List<Line> lines;
  private final List<String> after;
  private final Shapes shapes;
  private final String text;
  private final String digest;

  Cell(
      String source,
      Line.Content.Header header,
      List<Equation> equations,
      List<Expr> outputs,
      List<Line> lines,
      List<String> after,
      Shapes shapes) {
    this.source = source;
    this.header = header;
    this.equations = List.copyOf(equations);
    this.outputs = List.copyOf(outputs);
    this.inits =
        lines.stream()
            .map(Line::content)
            .filter(Line.Content.Starts.class::isInstance)
            .flatMap(starts -> ((Line.Content.Starts) starts).inits().stream())
            .toList();
    this.lines = List.copyOf(lines);
    this.after = List.copyOf(after);
    this.shapes = shapes;
    this.text = print(lines, after);
    Source.checkLength(source, text);
    List<Line> bare = lines.stream().map(l -> new Line(l.content(), List.of(), null)).toList();
    this.digest = sha256(Printer.print(bare, List.of()));
  }

  private static String print(List<Line> lines, List<String> after) {
    String aligned = Printer.print(lines, after);
    // What is printed can be parsed again, so the indentation goes before a limit is exceeded.
    return Source.isTooLong(aligned) ? aligned.replaceAll("(?m)^ +", "") : aligned;
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has SHA-256
    }
  }

  /**
   * Reads a cell; messages call the text {@code cell}.
   *
   * @throws CellSyntaxException if the text is no cell
   */
  public static Cell parse(String text) {
    return parse(text, "cell");
  }

  /**
   * Reads a cell.
   *
   * @param source the name that messages and stack traces show, such as {@code lstm.cell}
   * @throws CellSyntaxException if the text is no cell
   */
  public static Cell parse(String text, String source) {
    return new CellParser(new Source(source, text)).parse();
  }

  /**
   * Reads a {@code .cell} file, in UTF-8.
   *
   * @throws CellSyntaxException if the file's text is no cell, longer than 256 KiB or not UTF-8
   * @throws IOException if the file cannot be read
   */
  public static Cell load(Path file) throws IOException {
    Path name = file.getFileName();
    String source = name == null ? file.toString() : name.toString();
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(Source.LIMIT + 4);
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      return parse(text, source);
    } catch (CharacterCodingException _) {
      if (bytes.length > Source.LIMIT) {
        throw Source.tooLong(source);
      }
      throw new CellSyntaxException(
          Source.visible(source)
              + " is not a text in UTF-8. A cell is a page of equations: is this the right file?",
          0,
          0);
    }
  }

  /**
   * A cell of the catalogue.
   *
   * @throws IllegalArgumentException if the catalogue has no such cell
   */
  public static Cell named(String name) {
    return Catalogue.cell(name);
  }

  /** The names of the cells in the catalogue, from the simplest on. */
  public static List<String> catalogue() {
    return Catalogue.names();
  }

  /** The name in the header. */
  public String name() {
    return header.name();
  }

  /** The inputs; the first is {@code x}. */
  public List<Input> inputs() {
    return header.inputs();
  }

  /** The states, at least one. */
  public List<State> states() {
    return header.states();
  }

  /** The equations in the order of the text, each name defined before it is used. */
  public List<Equation> equations() {
    return equations;
  }

  /**
   * The {@link #equations} whose values are vectors: all but those of numbers, which have no size.
   */
  public List<Equation> vectorEquations() {
    return equations.stream().filter(e -> e.next() || !shapes.isNumber(e.name())).toList();
  }

  /** What leaves the cell, one part or more: each a {@link Expr.Name} or {@link Expr.Next}. */
  public List<Expr> outputs() {
    return outputs;
  }

  /** The {@link #outputs} as the text writes them: {@code h'} for a new state, else a name. */
  public List<String> outputNames() {
    return outputs.stream().map(Printer::print).toList();
  }

  /** What the {@code init} lines say, one entry for each target. */
  public List<Init> inits() {
    return inits;
  }

  /** Whether training draws something: dropout, zoneout or dropconnect. */
  public boolean isNoisy() {
    return all().anyMatch(Expr.Noisy.class::isInstance);
  }

  /**
   * After how many steps all clocks of the cell are where they began; 0 if it has none. A row's
   * step counter need not count further.
   */
  public int clockCycle() {
    List<Integer> periods =
        all()
            .filter(Expr.Clock.class::isInstance)
            .flatMap(clock -> ((Expr.Clock) clock).periods().stream())
            .toList();
    return periods.isEmpty() ? 0 : (int) CallParser.cycle(periods);
  }

  private Stream<Expr> all() {
    return equations.stream().flatMap(e -> Expr.postorder(e.value()).stream());
  }

  /** The sizes of everything. */
  public Shapes shapes() {
    return shapes;
  }

  /**
   * The canonical text: comments kept, minimal parentheses, one line for each equation. Parsing it
   * gives an equal cell.
   */
  public String text() {
    return text;
  }

  /** A digest of the text without its comments: 16 hexadecimal digits of its SHA-256. */
  public String digest() {
    return digest;
  }

  /** The name that messages and stack traces show, such as {@code lstm.cell}. */
  public String source() {
    return source;
  }

  /** The lines of the text, the header first. */
  List<Line> lines() {
    return lines;
  }

  /** The cell of these lines, with the comments that stand at the end of this one. */
  Cell withLines(List<Line> lines) {
    return parse(print(lines, after), source);
  }

  /**
   * This cell with other lines: {@code cell.with("f = 1 - i")}. Messages call the lines {@code
   * with}.
   *
   * @see #with(String, String)
   */
  public Cell with(String lines) {
    return with(lines, "with");
  }

  /**
   * This cell with other lines, any that a cell may have: a header, equations, {@code init} lines,
   * {@code out}, comments.
   *
   * <p>Each takes the place of the line for the same thing, or is added: an equation for that of
   * the same value or state (also {@code i' = …} for {@code i = …}, with a header that makes {@code
   * i} a state), an {@code init} line for what was said about its targets, {@code out} for {@code
   * out}, the header for the header. Then goes what nobody uses any more: equations whose value
   * nobody reads, and what {@code init} lines say about parameters and states that are gone; given
   * lines stay, and are refused if nobody uses them. Equations that read what is defined only below
   * move it up to just above themselves; nothing else moves.
   *
   * <p>Comments stay with the lines that stay, and those above the header stay unless the new
   * header brings its own; the comments of a replaced line go with it.
   *
   * <p>So Greff et al. 2015 (LSTM: a search space odyssey, arXiv 1503.04069) made their variants:
   * without forget gate {@code with("f = 1")}, with coupled gates {@code with("f = 1 - i")}.
   *
   * @param source the name of the lines in messages, such as {@code --with}
   * @return an equal cell if the lines say nothing new
   * @throws CellSyntaxException if the result is no cell; the message points at the given line, or
   *     at a line of this cell's {@link #text} that does not go with it
   */
  public Cell with(String lines, String source) {
    return new Replacement(this, new Source(source, lines)).cell();
  }

  /**
   * This cell with zoneout (Krueger et al. 2017, arXiv 1606.01305) of its first state; see {@link
   * #withZoneout(String, double)}.
   */
  public Cell withZoneout(double p) {
    return withZoneout(states().getFirst().name(), p);
  }

  /**
   * This cell with zoneout (Krueger et al. 2017, arXiv 1606.01305) of a state: {@code c' = …}
   * becomes {@code c' = zoneout(…, c, p)}, so that in training each unit keeps its old value with
   * probability {@code p}.
   *
   * @param p at least 0 and below 1; 0 gives an equal cell
   * @throws IllegalArgumentException if the cell has no such state, the state has zoneout already
   *     or {@code p} is no such number
   */
  public Cell withZoneout(String state, double p) {
    return Rewriting.zoneout(this, state, p);
  }

  /**
   * This cell with dropout of its states where a matrix reads them, one mask for all steps of a run
   * (Gal &amp; Ghahramani 2016, arXiv 1512.05287; Semeniuta et al. 2016, arXiv 1603.05118, on where
   * to drop). Each state {@code h} that stands in the operand of a product gets a masked copy
   * {@code hd = dropout(h, p, sequence)}, which stands there in its place, also in {@code U_n @ (r
   * * h)}; elsewhere the state stays whole, and what has dropout already stays as it is.
   *
   * @param p at least 0 and below 1; 0 gives an equal cell
   * @throws IllegalArgumentException if no product reads a state without dropout or {@code p} is no
   *     such number
   */
  public Cell withRecurrentDropout(double p) {
    return Rewriting.recurrentDropout(this, p);
  }

  /**
   * This cell with dropconnect (Wan et al. 2013) of its recurrent matrices, as in the AWD-LSTM
   * (Merity et al. 2018, arXiv 1708.02182): {@code U_i @ h} becomes {@code dropconnect(U_i, p) @
   * h}. A matrix is recurrent if it has columns for a state ({@link Shapes.Kind#RECURRENT}); {@code
   * upper(U, g)} and what has dropconnect already stay as they are.
   *
   * @param p at least 0 and below 1; 0 gives an equal cell
   * @throws IllegalArgumentException if there is no such matrix or {@code p} is no such number
   */
  public Cell withDropConnect(double p) {
    return Rewriting.dropConnect(this, p);
  }

  /**
   * This cell with layer normalization (Ba, Kiros &amp; Hinton 2016, arXiv 1607.06450) of each
   * product: {@code U_i @ h} becomes {@code layernorm(U_i @ h) * gu_i}, with a gain that starts at
   * 1. Products that {@code layernorm} reads already stay as they are; two products of one matrix
   * in one equation get two gains.
   *
   * @throws IllegalArgumentException if there is no product to normalize
   */
  public Cell withLayerNorm() {
    return Rewriting.layerNorm(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cell cell && cell.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}

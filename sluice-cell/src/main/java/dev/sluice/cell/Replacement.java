package dev.sluice.cell;

import dev.sluice.cell.Statement.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A cell with some of its lines replaced by others.
 *
 * <p>It works on statements, not on what they mean: each kept line is copied as it is, and what
 * comes out is parsed like any cell.
 */
final class Replacement {

  private final Cell cell;
  private final Statement.Cut given;
  private final List<Statement> statements;
  private final List<Source.Line> rest;

  Replacement(Cell cell, Source lines) {
    this.cell = cell;
    this.given = Statement.cut(lines, true);
    Statement.Cut old = Statement.cut(new Source(cell.source(), cell.text()), false);
    this.statements = new ArrayList<>(old.statements());
    this.rest = new ArrayList<>(old.rest().stream().filter(l -> !l.text().isBlank()).toList());
    rest.addAll(given.rest());
  }

  Cell cell() {
    replaceHeader();
    replaceEquations();
    replaceInits();
    replaceOut();
    Cell changed = parsed();
    boolean same = !given.hasComments() && changed.digest().equals(cell.digest());
    // Parsed again, so that its lines are those of its own text.
    return same ? cell : Cell.parse(changed.text(), cell.source());
  }

  private Cell parsed() {
    List<Statement> used = used();
    try {
      return new CellParser(source(ordered(used))).parse();
    } catch (CellSyntaxException e) {
      // What nobody uses may be what a misspelled name meant, and so may what stands below it.
      try {
        new CellParser(source(givenLast(ordered(statements)))).parse();
      } catch (CellSyntaxException hint) {
        throw hint.line() == e.line() && hint.column() == e.column() ? hint : e;
      }
      throw e;
    }
  }

  private Source source(List<Statement> statements) {
    List<Source.Line> lines = new ArrayList<>();
    statements.forEach(s -> lines.addAll(s.lines()));
    lines.addAll(rest);
    return new Source(cell.source(), lines);
  }

  // ----------------------------------------------------------------------------------- merging

  private List<Statement> given(Kind kind) {
    return given.statements().stream().filter(s -> s.is(kind)).toList();
  }

  /** The first place below all statements of this kind; below the header if there are none. */
  private int below(Kind kind) {
    int at = statements.size();
    while (at > 1 && !statements.get(at - 1).is(kind)) {
      at--;
    }
    return at;
  }

  private void replaceHeader() {
    List<Statement> headers = given(Kind.HEADER);
    Statement old = statements.getFirst();
    if (headers.isEmpty() || isKept(old, headers)) {
      return;
    }
    statements.removeFirst();
    statements.addAll(0, headers);
    if (headers.getFirst().commentsAbove().isEmpty()) {
      statements.set(0, headers.getFirst().below(old.commentsAbove()));
    }
  }

  private void replaceOut() {
    List<Statement> outs = given(Kind.OUT);
    int at = below(Kind.OUT) - 1;
    if (outs.isEmpty()) {
      return;
    }
    if (at > 0) {
      if (!isKept(statements.get(at), outs)) {
        statements.remove(at);
        statements.addAll(at, outs);
      }
    } else {
      statements.addAll(outs);
    }
  }

  private void replaceEquations() {
    Map<String, List<Statement>> added = new LinkedHashMap<>();
    for (Statement equation : given(Kind.EQUATION)) {
      added.computeIfAbsent(equation.name(), _ -> new ArrayList<>()).add(equation);
    }
    for (int i = statements.size() - 1; i > 0; i--) {
      Statement old = statements.get(i);
      List<Statement> replacing = old.is(Kind.EQUATION) ? added.remove(old.name()) : null;
      if (replacing != null && !isKept(old, replacing)) {
        statements.remove(i);
        statements.addAll(i, replacing);
      }
    }
    List<Statement> others = added.values().stream().flatMap(List::stream).toList();
    statements.addAll(below(Kind.EQUATION), others);
  }

  /** A line that says what it said before keeps its comments, unless the new one has its own. */
  private static boolean isKept(Statement old, List<Statement> replacing) {
    Statement first = replacing.getFirst();
    return replacing.size() == 1 && first.says(old) && !first.hasComments();
  }

  private void replaceInits() {
    Map<String, Statement> replacing = new HashMap<>();
    Map<Statement, Set<String>> targets = new IdentityHashMap<>();
    for (Statement init : given(Kind.INIT)) {
      targets.put(init, new LinkedHashSet<>(init.targets()));
      init.targets().forEach(target -> replacing.putIfAbsent(target, init));
    }
    for (Statement old : statements) {
      for (String target : old.targets()) {
        Statement init = replacing.get(target);
        if (init != null && old.hasValueOf(init) && !init.hasComments()) {
          replacing.remove(target);
          targets.getOrDefault(init, Set.of()).remove(target);
        }
      }
    }
    List<Statement> merged = new ArrayList<>();
    Set<Statement> placed = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Statement old : statements) {
      merged.addAll(old.only(target -> !replacing.containsKey(target)));
      for (String target : old.targets()) {
        Statement init = replacing.get(target);
        if (init != null && placed.add(init)) {
          merged.addAll(init.only(targets.getOrDefault(init, Set.of())::contains));
        }
      }
    }
    statements.clear();
    statements.addAll(merged);
    List<Statement> added = new ArrayList<>();
    for (Statement init : given(Kind.INIT)) {
      if (!placed.contains(init)) {
        added.addAll(init.only(targets.getOrDefault(init, Set.of())::contains));
      }
    }
    statements.addAll(Math.max(below(Kind.INIT), below(Kind.EQUATION)), added);
  }

  // ---------------------------------------------------------------------- dropping and ordering

  /** Without the equations of the cell that nobody reads, and what is left of their parameters. */
  private List<Statement> used() {
    List<Statement> equations = statements.stream().filter(s -> s.is(Kind.EQUATION)).toList();
    Set<String> states = new HashSet<>();
    statements.stream().filter(s -> s.is(Kind.HEADER)).forEach(h -> states.addAll(h.states()));
    List<Statement> roots =
        statements.stream()
            .filter(s -> s.given() || !s.is(Kind.EQUATION) || isUpdate(s, states))
            .filter(s -> s.is(Kind.EQUATION) || s.is(Kind.OUT))
            .toList();
    Set<Statement> reached = new Dependence(equations).reached(roots);
    Set<String> started = new HashSet<>(states);
    reached.stream()
        .flatMap(s -> s.reads().stream().map(Token::text))
        .filter(name -> name.indexOf('_') >= 0)
        .forEach(started::add);
    List<Statement> used = new ArrayList<>();
    for (Statement statement : statements) {
      if (!statement.is(Kind.EQUATION) || reached.contains(statement)) {
        used.addAll(statement.only(t -> statement.given() || started.contains(t)));
      }
    }
    return used;
  }

  private static boolean isUpdate(Statement equation, Set<String> states) {
    return equation.tokens().getFirst().kind() == Token.Kind.NEXT
        && states.contains(equation.name());
  }

  /** With the equations in order; other lines stay between them where they stood. */
  private static List<Statement> ordered(List<Statement> statements) {
    List<Statement> equations = statements.stream().filter(s -> s.is(Kind.EQUATION)).toList();
    var next = new Dependence(equations).ordered(equations).iterator();
    return statements.stream().map(s -> s.is(Kind.EQUATION) ? next.next() : s).toList();
  }

  /** In order too, with the given equations and their readers below all that they could read. */
  private static List<Statement> givenLast(List<Statement> ordered) {
    List<Statement> last = new ArrayList<>();
    List<Statement> equations = new ArrayList<>();
    Set<String> targets = new HashSet<>();
    for (Statement equation : ordered) {
      if (equation.is(Kind.EQUATION)) {
        boolean reader = equation.reads().stream().anyMatch(t -> targets.contains(t.written()));
        if (equation.given() || reader) {
          targets.add(equation.target());
          last.add(equation);
        } else {
          equations.add(equation);
        }
      }
    }
    equations.addAll(last);
    var next = equations.iterator();
    return ordered.stream().map(s -> s.is(Kind.EQUATION) ? next.next() : s).toList();
  }
}

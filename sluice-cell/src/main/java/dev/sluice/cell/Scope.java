package dev.sluice.cell;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The names of a cell while its text is read: what is known so far, what comes, what was used. */
final class Scope {

  enum Kind {
    INPUT("an input"),
    STATE("a state"),
    VALUE("a value");

    /** As messages say it, {@code a state}. */
    final String noun;

    Kind(String noun) {
      this.noun = noun;
    }
  }

  record Entry(Kind kind, Token token) {}

  private final Map<String, Entry> known = new LinkedHashMap<>();

  /** Left sides of the whole text, {@code v} and {@code s'}, with their first place. */
  private final Map<String, Token> targets = new LinkedHashMap<>();

  private final Map<String, Token> updated = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();

  void announce(Token target) {
    targets.putIfAbsent(target.written(), target);
  }

  @Nullable Token announced(String target) {
    return targets.get(target);
  }

  void define(Kind kind, Token token) {
    known.put(token.text(), new Entry(kind, token));
  }

  void update(Token state) {
    updated.put(state.text(), state);
  }

  void use(Token token) {
    used.add(token.written());
  }

  @Nullable Entry entry(String name) {
    return known.get(name);
  }

  boolean is(Kind kind, String name) {
    Entry entry = known.get(name);
    return entry != null && entry.kind() == kind;
  }

  /** Where the new value of the state was defined, or null. */
  @Nullable Token updated(String state) {
    return updated.get(state);
  }

  boolean isUsed(String name) {
    return used.contains(name);
  }

  /** Whether some equation of the text, here or below, defines a value or state of this name. */
  boolean hasEquation(String name) {
    return targets.containsKey(name) || targets.containsKey(name + "'");
  }

  /** The names of all equations, without primes. */
  Set<String> equations() {
    Set<String> names = new LinkedHashSet<>();
    targets.values().forEach(target -> names.add(target.text()));
    return names;
  }

  List<String> names(Kind kind) {
    return known.entrySet().stream()
        .filter(e -> e.getValue().kind() == kind)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Everything that an expression can name here. */
  List<String> readable() {
    return Stream.concat(known.keySet().stream(), updated.keySet().stream().map(s -> s + "'"))
        .toList();
  }

  /** Everything that can leave the cell. */
  List<String> outputs() {
    List<String> names = new ArrayList<>(names(Kind.VALUE));
    updated.keySet().forEach(s -> names.add(s + "'"));
    return names;
  }
}

package dev.sluice.cli.console;

import java.util.Set;

/**
 * Which options the user typed. A command that has such a component can tell them from defaults.
 *
 * @param names the names of the components that hold them
 */
public record Given(Set<String> names) {
  public Given {
    names = Set.copyOf(names);
  }
}

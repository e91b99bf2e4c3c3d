package dev.sluice.train;

/**
 * How the reader of a message does what it advises: by an option of a command, in a field of a
 * page, by a call.
 */
@FunctionalInterface
public interface Wording {
  /** By options of {@code sluice train}. */
  Wording COMMAND_LINE =
      (remedy, value) ->
          switch (remedy) {
            case CLIP -> "--clip " + value;
            case RATE -> "--rate " + value;
            case WEIGHT_DECAY -> "--weight-decay";
            case LAYER_NORMALIZATION -> "--layernorm";
            case CELL -> "--cell " + value;
            case LINE -> "--with '" + value + "'";
            case RECURRENT_START -> "--init recurrent=" + value;
            case TRACE -> "'./sluice cell trace'";
          };

  /**
   * How it is done.
   *
   * @param value what it is to be: a number, a line; empty where none is advised
   * @return some words; empty where the reader cannot do it
   */
  String of(Remedy remedy, String value);

  /** The same in parentheses, to stand behind what it does: {@code " (--clip 1)"}, or nothing. */
  default String behind(Remedy remedy, String value) {
    String how = of(remedy, value);
    return how.isEmpty() ? "" : " (" + how + ")";
  }
}

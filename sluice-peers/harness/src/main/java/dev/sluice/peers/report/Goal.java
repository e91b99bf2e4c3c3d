package dev.sluice.peers.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.math.MathContext;

/** What is wanted of one figure, and the figure, which is NaN before it is measured. */
public record Goal(Kind kind, double limit, double figure) {
  /** Of what, and in which direction. */
  public enum Kind {
    AT_LEAST,
    AT_MOST,
    SHARE_AT_LEAST,
    BYTES_AT_MOST;

    private boolean upwards() {
      return this == AT_LEAST || this == SHARE_AT_LEAST;
    }

    /** The figure of a row that this is about. */
    double of(Row row) {
      return switch (this) {
        case AT_LEAST, AT_MOST -> row.ratio();
        case SHARE_AT_LEAST -> row.share();
        case BYTES_AT_MOST -> row.bytes();
      };
    }
  }

  /** Such as {@code ≥ 1.2}. */
  @JsonProperty
  public String text() {
    return switch (kind) {
      case AT_LEAST -> "≥ " + (limit < 1 ? "1/" + number(1 / limit) : number(limit));
      case AT_MOST -> "≤ " + number(limit);
      case SHARE_AT_LEAST -> "≥ " + Figures.percent(limit);
      case BYTES_AT_MOST -> "≤ " + number(limit) + " B";
    };
  }

  private static String number(double value) {
    return new BigDecimal(value, new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  /** Whether the figure is as wanted. */
  @JsonProperty
  public boolean reached() {
    return margin() >= 1;
  }

  /** How many times better than wanted: below 1 the goal is missed. */
  double margin() {
    return kind.upwards() ? figure / limit : limit / figure;
  }

  boolean known() {
    return !Double.isNaN(figure);
  }

  /** The figure for a table. */
  String shown() {
    return switch (kind) {
      case AT_LEAST, AT_MOST -> Figures.ratio(figure);
      case SHARE_AT_LEAST -> Figures.percent(figure);
      case BYTES_AT_MOST -> Figures.number(figure) + " B";
    };
  }

  /** {@code yes} or {@code NO}. */
  String verdict() {
    return !known() ? Figures.NONE : reached() ? "yes" : "NO";
  }

  /** For a table. */
  @Override
  public String toString() {
    return text() + " " + verdict();
  }
}

package dev.sluice.server.trainings;

import dev.sluice.train.Remedy;
import dev.sluice.train.Wording;

/** What a training's message advises, by the names that the fields have on the page. */
enum PageWording implements Wording {
  FIELDS;

  @Override
  public String of(Remedy remedy, String value) {
    return switch (remedy) {
      case CLIP -> "Clip norm " + value;
      case RATE -> "Learning rate " + value;
      case CELL -> "Cell: " + value;
      case LINE -> "the line " + value + " in the cell's text, under Cell";
      case TRACE -> "Step through";
      case WEIGHT_DECAY, LAYER_NORMALIZATION, RECURRENT_START -> "";
    };
  }
}

package dev.sluice.model;

/**
 * Adds to each tag's score what its following another one is worth: {@code [from, to]} at each
 * step. At the first step nothing comes before, and every row {@code from} is the same.
 */
final class TransitionsStage implements Stage {
  private final int tags;
  private final int position;
  private final int parameter;
  private final Signal output = new Signal();
  private float[] inputGradient = {};

  TransitionsStage(Place place) {
    tags = place.inputSize();
    position = place.position();
    parameter = place.firstParameter();
  }

  @Override
  public Signal run(Pass pass, Signal x) {
    float[] between = pass.packed().arrays(position)[0];
    float[] start = pass.packed().arrays(position)[1];
    output.like(x, tags * tags);
    int rows = x.rows();
    for (int i = 0; i < rows; i++) {
      boolean first = i < x.batchSize;
      for (int from = 0; from < tags; from++) {
        int to = (i * tags + from) * tags;
        int worth = first ? 0 : from * tags;
        float[] added = first ? start : between;
        for (int tag = 0; tag < tags; tag++) {
          output.values[to + tag] = x.values[i * tags + tag] + added[worth + tag];
        }
      }
    }
    output.clearPastEnds(output.values, tags * tags);
    return output;
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    float[] between = gradients.tensors().get(parameter).values();
    float[] start = gradients.tensors().get(parameter + 1).values();
    inputGradient = output.room(inputGradient, tags);
    int rows = output.rows();
    for (int i = 0; i < rows; i++) {
      boolean first = i < output.batchSize;
      boolean valid = i / output.batchSize < output.length(i % output.batchSize);
      for (int tag = 0; tag < tags; tag++) {
        inputGradient[i * tags + tag] = 0;
      }
      for (int from = 0; from < tags && valid; from++) {
        int at = (i * tags + from) * tags;
        float[] sum = first ? start : between;
        int worth = first ? 0 : from * tags;
        for (int tag = 0; tag < tags; tag++) {
          sum[worth + tag] += gradient[at + tag];
          inputGradient[i * tags + tag] += gradient[at + tag];
        }
      }
    }
    return inputGradient;
  }
}

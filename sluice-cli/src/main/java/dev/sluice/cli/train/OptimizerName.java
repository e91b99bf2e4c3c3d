package dev.sluice.cli.train;

/** The optimizers by name. */
public enum OptimizerName {
  SGD(0.5),
  MOMENTUM(0.05),
  RMSPROP(2e-3),
  ADAM(2e-3),
  ADAMW(2e-3);

  private final double rate;

  OptimizerName(double rate) {
    this.rate = rate;
  }

  /** The rate where the user gives none. */
  double rate() {
    return rate;
  }
}

package dev.sluice.peers.report;

/** A system, in the order of the tables. */
public enum Contestant {
  SLUICE("sluice"),
  /** As on a machine whose vectors have so many bits. */
  BITS_256("sluice, 256 bits"),
  BITS_128("sluice, 128 bits"),
  PLAIN("sluice, plain loops"),
  DJL("libtorch, DJL"),
  BYTEDECO("libtorch, bytedeco"),
  DEEPLEARNING4J("Deeplearning4j");

  private final String label;

  Contestant(String label) {
    this.label = label;
  }

  /** How it is called in a table. */
  public String label() {
    return label;
  }

  /** Whether it is Sluice, on whatever machine. */
  public boolean isOurs() {
    return compareTo(PLAIN) <= 0;
  }

  /** Whether the best of these is what our ratios are taken of. */
  boolean isLibtorch() {
    return this == DJL || this == BYTEDECO;
  }
}

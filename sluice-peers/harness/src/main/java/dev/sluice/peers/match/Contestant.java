package dev.sluice.peers.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A system, and how its JVM is started: set up as well as it can be. */
enum Contestant {
  SLUICE("sluice", "harness", "ours.OurSide", "--add-modules", "jdk.incubator.vector"),
  PLAIN(
      "sluice, plain loops",
      "harness",
      "ours.OurSide",
      "--add-modules",
      "jdk.incubator.vector",
      "-Dsluice.vector=off"),
  DJL("libtorch, DJL", "djl", "djl.DjlSide", "-Dai.djl.pytorch.num_interop_threads=1"),
  BYTEDECO("libtorch, bytedeco", "bytedeco", "bytedeco.BytedecoSide"),
  DEEPLEARNING4J("Deeplearning4j", "deeplearning4j", "deeplearning4j.Deeplearning4jSide");

  /** How it is called in the table. */
  final String label;

  /** The folder of {@code sluice-peers} with its code. */
  final String module;

  private final String main;
  private final List<String> options;

  Contestant(String label, String module, String main, String... options) {
    this.label = label;
    this.module = module;
    this.main = "dev.sluice.peers." + main;
    this.options = List.of(options);
  }

  /** Whether the best of these is what our ratios are taken of. */
  boolean isLibtorch() {
    return this == DJL || this == BYTEDECO;
  }

  boolean isOurs() {
    return this == SLUICE || this == PLAIN;
  }

  /** Behind {@code java}: what starts it on that class path. */
  List<String> arguments(String classPath, int threads) {
    List<String> arguments = new ArrayList<>(options);
    arguments.add("-XX:+UseG1GC");
    arguments.add("--enable-native-access=ALL-UNNAMED");
    arguments.add("-Dai.djl.pytorch.num_threads=" + threads);
    arguments.addAll(List.of("-cp", classPath, main));
    return arguments;
  }

  /**
   * Its environment: as many threads as asked, in one pool; no download.
   *
   * @param cache a folder for what it unpacks
   */
  Map<String, String> environment(String cache, int threads) {
    String count = Integer.toString(threads);
    return Map.of(
        "OMP_NUM_THREADS", count,
        "MKL_NUM_THREADS", count,
        // A second pool beside libtorch's own once made it a hundred times slower;
        // Deeplearning4j has no other for its products.
        "OPENBLAS_NUM_THREADS", this == DEEPLEARNING4J ? count : "1",
        "DJL_OFFLINE", "true",
        "OPT_OUT_TRACKING", "true",
        "ENGINE_CACHE_DIR", cache,
        "DJL_CACHE_DIR", cache);
  }
}

package dev.sluice.peers.match;

import dev.sluice.peers.report.Contestant;
import dev.sluice.peers.work.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a system's JVM is started: set up as well as it can be.
 *
 * @param module the folder of {@code sluice-peers} with its code
 * @param main its class in {@code dev.sluice.peers}
 * @param options of its JVM, beside those that all have
 */
record Setup(Contestant contestant, String module, String main, List<String> options) {
  static Setup of(Contestant contestant) {
    return switch (contestant) {
      case SLUICE -> ours(contestant);
      case BITS_256 -> ours(contestant, "-XX:UseAVX=2");
      // With AVX-512 the registers stay 32, as many as ARM has.
      case BITS_128 -> ours(contestant, "-XX:MaxVectorSize=16");
      case PLAIN -> ours(contestant, "-Dsluice.vector=off");
      case DJL ->
          new Setup(
              contestant, "djl", "djl.DjlSide", List.of("-Dai.djl.pytorch.num_interop_threads=1"));
      case BYTEDECO ->
          new Setup(
              contestant,
              "bytedeco",
              "bytedeco.BytedecoSide",
              List.of("-Dorg.bytedeco.openblas.load=mkl"));
      case DEEPLEARNING4J ->
          new Setup(contestant, "deeplearning4j", "deeplearning4j.Deeplearning4jSide", List.of());
    };
  }

  private static Setup ours(Contestant contestant, String... more) {
    List<String> options = new ArrayList<>(List.of("--add-modules", "jdk.incubator.vector"));
    // As ./sluice starts it: loops of vectors are compiled sooner.
    options.addAll(List.of("-XX:Tier3BackEdgeThreshold=2000", "-XX:Tier4BackEdgeThreshold=1000"));
    options.addAll(List.of(more));
    return new Setup(contestant, "harness", "ours.OurSide", options);
  }

  /** Behind {@code java}: what starts it on that class path. */
  List<String> arguments(String classPath, int threads) {
    List<String> arguments = new ArrayList<>(options);
    arguments.add("-XX:+UseG1GC");
    // The same for all, and on every machine: the most memory held is compared.
    arguments.addAll(List.of("-Xms256m", "-Xmx2g"));
    arguments.add("--enable-native-access=ALL-UNNAMED");
    arguments.add("-Dai.djl.pytorch.num_threads=" + threads);
    arguments.addAll(List.of("-cp", classPath, "dev.sluice.peers." + main));
    return arguments;
  }

  /**
   * Its environment: as many threads as asked, in one pool; no download.
   *
   * @param cache a folder for what it unpacks
   */
  Map<String, String> environment(String cache, int threads, Task task) {
    String count = Integer.toString(threads);
    // On all threads MKL makes most of bytedeco's work faster, some of it twice as fast, but the
    // whole update of a character model slower by a third.
    String mkl = task instanceof Task.Text ? "1" : count;
    return Map.of(
        "OMP_NUM_THREADS", count,
        "MKL_NUM_THREADS", mkl,
        // A second pool beside libtorch's own once made it a hundred times slower;
        // Deeplearning4j has no other for its products.
        "OPENBLAS_NUM_THREADS", contestant == Contestant.DEEPLEARNING4J ? count : "1",
        "DJL_OFFLINE", "true",
        "OPT_OUT_TRACKING", "true",
        "ENGINE_CACHE_DIR", cache,
        "DJL_CACHE_DIR", cache);
  }
}

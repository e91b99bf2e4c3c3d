package dev.sluice.peers.match;

import java.util.List;

/**
 * One system at one task, as it is shown.
 *
 * @param time seconds of one run
 * @param p50 seconds of a run that half of them take at most
 * @param p99 seconds of a run that 99 of 100 take at most
 * @param gflops billions of operations in a second
 * @param share of the machine's limit
 * @param ratio how many times as fast we are as this system; in our own row as the better libtorch
 * @param bytes allocated on the heap in one run
 * @param resident the most memory that the process held, 0 where unknown
 */
record Row(
    String task,
    String system,
    double time,
    double p50,
    double p99,
    double gflops,
    double share,
    double ratio,
    double bytes,
    long resident,
    List<Goal> goals) {}

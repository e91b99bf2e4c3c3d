package dev.sluice.cli.reproduce;

import java.util.List;
import java.util.Map;

/**
 * What came of one run.
 *
 * @param figures of the model, by their keys
 * @param trivial of what learns little: its name, then its figures
 * @param validation the loss by which settings and stopping are chosen
 * @param parameters of the model
 * @param details lines of a table of its own: names of columns first; empty where there is none
 */
record Outcome(
    Map<String, Double> figures,
    Map<String, Map<String, Double>> trivial,
    double validation,
    long parameters,
    List<List<String>> details) {}

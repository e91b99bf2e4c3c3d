package dev.sluice.cli.train;

import dev.sluice.data.Split;
import picocli.CommandLine.Option;

/** How data are divided. */
public record SplitOptions(
    @Option(
            names = "--split",
            paramLabel = "A/B/C",
            defaultValue = "80/10/10",
            description =
                "Percent of DATA to learn from, to judge by, and to keep for the end (default"
                    + " 80/10/10).")
        Split split,
    @Option(
            names = "--split-seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Which goes where (default 1); models of several seeds have the same.")
        long splitSeed) {}

package dev.sluice.peers.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.peers.work.Task;
import org.junit.jupiter.api.Test;

class MarkdownTest {
  @Test
  void theGoalsComeFirstThenATableForEachKindOfTask() {
    assertThat(Markdown.of(Samples.small()).replaceFirst("^.* JDK [^;]*", "MACHINE"))
        .isEqualTo(
            """
            MACHINE; 2 threads, 3 rounds; limit 450 Gflop/s.
            libtorch, DJL 1; libtorch, bytedeco 1; sluice 1.

            ## Goals

            | case | goal | figure | reached |
            | --- | ---: | ---: | ---: |
            | LSTM training, geometric mean of 1 of 8 | ≥ 1.6 | 2.00 | yes |
            | LSTM training, each of 1 of 7 | ≥ 1.2 | 2.00 (lstm training 64x32x128) | yes |
            | LSTM training at 1024 | ≥ 1.05 | not measured | - |
            | LSTM forward, batch ≥ 16, geometric mean of 6 | ≥ 1.2 | not measured | - |
            | LSTM forward, batch ≥ 16, each of 6 | ≥ 1 | not measured | - |
            | LSTM forward at 256 and 512, share of the limit, each of 2 | ≥ 80 % | not measured | - |
            | GRU, RNN training, geometric mean of 16 | ≥ 3 | not measured | - |
            | GRU, RNN training, each of 16 | ≥ 2 | not measured | - |
            | batch 1, forward at 128, each of 3 | ≥ 2 | not measured | - |
            | batch 1, forward at 512, each of 3 | ≥ 1.2 | not measured | - |
            | ragged batch, LSTM training | ≥ 3 | not measured | - |
            | own cells, training at 64 or batch 1, each of 4 | ≥ 8 | not measured | - |
            | own cells, training at 256, each of 2 | ≥ 4 | not measured | - |
            | own cells, training at 512, each of 2 | ≥ 3 | not measured | - |
            | own cells, beside our LSTM, each of 10 | ≥ 1/1.3 | not measured | - |
            | character model, training | ≥ 1.5 | not measured | - |
            | Deeplearning4j, each of 16 | ≥ 20 | not measured | - |
            | without the Vector API, how many times slower, each of 17 | ≤ 8 | not measured | - |
            | bytes allocated by a training step, each of 1 of 36 | ≤ 1 B | 0.5 B (lstm training 64x32x128) | yes |

            ## LSTM training, Gflop/s

            | task | sluice | × libtorch | of limit | B/run | memory | libtorch, DJL | libtorch, bytedeco |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            | lstm training 64x32x128 | 300.0 | 2.00 | 67 % | 0.5 | 2 MB | 100.0 | 60.0 |

            ## Most memory that the process held

            | task | sluice | libtorch, DJL | libtorch, bytedeco |
            | --- | ---: | ---: | ---: |
            | lstm training 64x32x128 | 2 MB | 2 MB | 2 MB |

            ## Notes

            - somebody was not measured: no jar.
            """);
  }

  @Test
  void everyTaskHasALine() {
    String text = Markdown.of(Samples.of(2, Task.all()));
    assertThat(Task.all()).allSatisfy(task -> assertThat(text).contains("\n| " + task + " |"));
  }
}

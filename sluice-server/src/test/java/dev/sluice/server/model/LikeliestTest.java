package dev.sluice.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LikeliestTest {

  /** As sorting all finds them, among few distinct scores. */
  @Test
  void asIfAllWereSorted() {
    Random random = new Random(3);
    for (int size : new int[] {1, 2, 9, 10, 11, 500}) {
      float[] scores = new float[size + 5];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = random.nextInt(-9, 10);
      }
      int most = Math.min(10, size);
      assertThat(Likeliest.of(scores, 5, size, most))
          .as("%d scores", size)
          .containsExactly(
              IntStream.range(0, size)
                  .boxed()
                  .sorted((a, b) -> Float.compare(scores[5 + b], scores[5 + a]))
                  .limit(most)
                  .mapToInt(Integer::intValue)
                  .toArray());
    }
  }

  @Test
  void whatIsNoNumberIsLeastLikely() {
    float nan = Float.NaN;
    assertThat(Likeliest.of(new float[] {nan, 1, nan, 3, 2}, 0, 5, 2)).containsExactly(3, 4);
    assertThat(Likeliest.of(new float[] {nan, nan, nan}, 0, 3, 2)).containsExactly(0, 1);
  }
}

package dev.sluice.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EntitiesTest {
  private static Entities of(String truth, String said) {
    return Entities.of(List.of(truth.split(" ")), List.of(said.split(" ")));
  }

  @Test
  void anEntityIsFoundAsAWholeOrNot() {
    Entities one = of("B-PER I-PER O B-LOC", "B-PER I-PER O B-LOC");
    assertThat(one).isEqualTo(new Entities(2, 2, 2));
    assertThat(one.f1()).isEqualTo(1);
    assertThat(of("B-PER I-PER O B-LOC", "B-PER O O B-ORG")).isEqualTo(new Entities(0, 2, 2));
    assertThat(of("O O", "O O").f1()).isNaN();
  }

  @Test
  void whatBeginsWithinIsOneOfItsOwn() {
    assertThat(of("B-PER B-PER", "B-PER I-PER")).isEqualTo(new Entities(0, 2, 1));
    assertThat(of("I-PER I-PER O", "B-PER I-PER O")).isEqualTo(new Entities(1, 1, 1));
    assertThat(of("B-PER I-LOC", "B-PER B-LOC")).isEqualTo(new Entities(2, 2, 2));
  }

  @Test
  void sumsAreOfAllSentences() {
    Entities sum = of("B-A", "B-A").plus(of("B-A O", "B-B B-A"));
    assertThat(sum).isEqualTo(new Entities(1, 2, 3));
    assertThat(sum.precision()).isEqualTo(1 / 3.0);
    assertThat(sum.recall()).isEqualTo(0.5);
    assertThat(sum.f1()).isEqualTo(0.4);
  }
}

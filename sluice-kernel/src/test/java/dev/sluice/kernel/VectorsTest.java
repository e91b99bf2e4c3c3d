package dev.sluice.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

class VectorsTest {

  @Test
  void findsVectorsWhereTheModuleIs() {
    assertThat(Vectors.present())
        .isEqualTo(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    assertThat(Vectors.lanes())
        .isIn(Vectors.present() ? new Integer[] {1, 4, 8, 16} : new Integer[] {1});
  }

  @Test
  void advisesOnlyWhereTheModuleIsAbsent() {
    assertThat(Vectors.advice().isPresent()).isEqualTo(!Vectors.present());
    Vectors.advice()
        .ifPresent(
            advice ->
                assertThat(advice)
                    .isEqualTo(
                        "The Vector API is not enabled in this JVM: running plain loops, several"
                            + " times slower. Add --add-modules jdk.incubator.vector."));
  }

  @Test
  void thePropertyOverrides() {
    assumeTrue(Vectors.present());
    assertThat(Vectors.choose("off")).isEqualTo(1);
    assertThat(Vectors.choose("128")).isEqualTo(4);
    assertThat(Vectors.choose("256")).isEqualTo(8);
    assertThat(Vectors.choose("512")).isEqualTo(16);
    assertThat(Vectors.choose("auto")).isIn(1, 4, 8, 16);
    assertThatThrownBy(() -> Vectors.choose("64"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sluice.vector is 64, but only off, 128, 256, 512 and auto are known.");
  }
}

/**
 * How good predictions are.
 *
 * {@snippet :
 * Confusion confusion =
 *     Confusion.of(List.of("ham", "spam"), new int[] {0, 0, 1}, new int[] {0, 1, 1});
 * System.out.println(confusion.accuracy()); // 0.667
 * System.out.println(confusion.macroF1()); // 0.667: each label counts alike
 * Entities found = Entities.of(List.of("B-PER", "I-PER"), List.of("B-PER", "O"));
 * System.out.println(found.f1()); // 0: half a name is none
 * }
 *
 * <p>A figure says little by itself: beside it belongs that of a trivial guess on the same data.
 */
@NullMarked
package dev.sluice.metric;

import org.jspecify.annotations.NullMarked;

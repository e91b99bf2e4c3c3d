package dev.sluice.data;

import java.util.Arrays;

/** How often each key was seen: a hash table of longs without objects. Keys are not negative. */
final class Counts {
  private static final long FREE = -1;

  private long[] keys = new long[1 << 10];
  private int[] counts = new int[1 << 10];
  private int size;

  Counts() {
    Arrays.fill(keys, FREE);
  }

  /** How often {@code key} was seen. */
  int of(long key) {
    int slot = slot(key);
    return keys[slot] == key ? counts[slot] : 0;
  }

  /** Sees {@code key} once more. */
  void add(long key) {
    int slot = slot(key);
    if (keys[slot] == FREE) {
      if (2 * size >= keys.length) {
        grow();
        slot = slot(key);
      }
      keys[slot] = key;
      size++;
    }
    counts[slot]++;
  }

  private int slot(long key) {
    // Fibonacci hashing; the multiplier is 2^64 divided by the golden ratio.
    long hash = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash >>> 32) & keys.length - 1;
    while (keys[slot] != FREE && keys[slot] != key) {
      slot = slot + 1 & keys.length - 1;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldCounts = counts;
    keys = new long[Math.multiplyExact(2, oldKeys.length)];
    counts = new int[keys.length];
    Arrays.fill(keys, FREE);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        counts[slot] = oldCounts[i];
      }
    }
  }
}

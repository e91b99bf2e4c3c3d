package dev.sluice.model;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** Adds up the arrays of numbers that some objects hold, each once. */
public final class Held {
  private Held() {}

  /** The bytes of all arrays of numbers that can be reached through fields of our own classes. */
  public static long bytes(Object... roots) throws IllegalAccessException {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>(Set.of(roots));
    long bytes = 0;
    while (!open.isEmpty()) {
      Object next = open.remove();
      if (!seen.add(next)) {
        continue;
      }
      if (next.getClass().isArray()) {
        bytes += array(next, open);
      } else if (next instanceof Collection<?> all) {
        all.forEach(one -> add(one, open));
      } else if (next instanceof Map<?, ?> map) {
        map.values().forEach(one -> add(one, open));
      } else if (next.getClass().getName().startsWith("dev.sluice.")) {
        fields(next, open);
      }
    }
    return bytes;
  }

  private static long array(Object array, Deque<Object> open) {
    if (array instanceof Object[] objects) {
      for (Object one : objects) {
        add(one, open);
      }
      return 0;
    }
    int size = array instanceof long[] || array instanceof double[] ? 8 : 4;
    return array instanceof byte[] || array instanceof boolean[]
        ? Array.getLength(array)
        : (long) size * Array.getLength(array);
  }

  private static void fields(Object object, Deque<Object> open) throws IllegalAccessException {
    for (Class<?> c = object.getClass(); c != Object.class; c = c.getSuperclass()) {
      if (!c.getName().startsWith("dev.sluice.")) {
        return; // a thread
      }
      for (Field field : c.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          field.setAccessible(true);
          add(field.get(object), open);
        }
      }
    }
  }

  private static void add(Object object, Deque<Object> open) {
    if (object != null) {
      open.add(object);
    }
  }
}

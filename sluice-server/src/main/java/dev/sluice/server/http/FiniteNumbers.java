package dev.sluice.server.http;

import java.util.Objects;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Writes numbers that are none, which JSON has no word for, as null. */
final class FiniteNumbers extends SimpleModule {
  private static final long serialVersionUID = 1;

  FiniteNumbers() {
    addSerializer(Double.class, new Number<>(Double.class));
    addSerializer(Double.TYPE, new Number<>(Double.TYPE));
    addSerializer(Float.class, new Single<>(Float.class));
    addSerializer(Float.TYPE, new Single<>(Float.TYPE));
    addSerializer(double[].class, new Doubles());
    addSerializer(float[].class, new Singles());
  }

  /** With the digits of a float, which are fewer than those of the double that it becomes. */
  private static void write(float value, JsonGenerator to) {
    if (Float.isFinite(value)) {
      to.writeNumber(value);
    } else {
      to.writeNull();
    }
  }

  private static void write(double value, JsonGenerator to) {
    if (Double.isFinite(value)) {
      to.writeNumber(value);
    } else {
      to.writeNull();
    }
  }

  private static final class Number<T> extends StdSerializer<T> {
    Number(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator to, SerializationContext context) {
      write(((Double) Objects.requireNonNull(value)).doubleValue(), to);
    }
  }

  private static final class Single<T> extends StdSerializer<T> {
    Single(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator to, SerializationContext context) {
      write(((Float) Objects.requireNonNull(value)).floatValue(), to);
    }
  }

  private static final class Doubles extends StdSerializer<double[]> {
    Doubles() {
      super(double[].class);
    }

    @Override
    public void serialize(double[] values, JsonGenerator to, SerializationContext context) {
      to.writeStartArray();
      for (double value : values) {
        write(value, to);
      }
      to.writeEndArray();
    }
  }

  private static final class Singles extends StdSerializer<float[]> {
    Singles() {
      super(float[].class);
    }

    @Override
    public void serialize(float[] values, JsonGenerator to, SerializationContext context) {
      to.writeStartArray();
      for (float value : values) {
        write(value, to);
      }
      to.writeEndArray();
    }
  }
}

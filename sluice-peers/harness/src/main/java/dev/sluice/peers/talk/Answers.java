package dev.sluice.peers.talk;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Arrays by name, in a file: too much for a line of JSON. */
public final class Answers {
  private Answers() {}

  /** Writes them. */
  public static void write(Path file, Map<String, float[]> arrays) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(arrays.size());
      for (Map.Entry<String, float[]> array : arrays.entrySet()) {
        float[] values = array.getValue();
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
        bytes.asFloatBuffer().put(values);
        out.writeUTF(array.getKey());
        out.writeInt(values.length);
        out.write(bytes.array());
      }
    }
  }

  /** Reads them. */
  public static Map<String, float[]> read(Path file) throws IOException {
    Map<String, float[]> arrays = new TreeMap<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        String name = in.readUTF();
        float[] values = new float[in.readInt()];
        ByteBuffer.wrap(in.readNBytes(values.length * Float.BYTES)).asFloatBuffer().get(values);
        arrays.put(name, values);
      }
    }
    return arrays;
  }
}

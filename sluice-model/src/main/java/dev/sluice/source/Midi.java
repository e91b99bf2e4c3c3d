package dev.sluice.source;

import dev.sluice.data.TextFile;
import dev.sluice.source.PianoRoll.Piece;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiMessage;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;

/** MIDI files, read and written with what the JDK has for them. */
public final class Midi {
  private static final int HEAD = 0x4D546864; // MThd
  private static final int TRACK = 0x4D54726B; // MTrk
  private static final int CHUNK = 8;
  private static final int DRUMS = 9;
  private static final int RESOLUTION = 480;
  private static final int VELOCITY = 80;

  /** More steps than this are no music, but a damaged length. */
  private static final long LONGEST = 1_000_000;

  private Midi() {}

  static boolean isMidi(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    return plain.endsWith(".mid") || plain.endsWith(".midi");
  }

  /** All notes but drums, from the first step to the last that sounds. */
  static Piece read(Path file, int stepsPerQuarter) throws IOException {
    requireSteps(stepsPerQuarter);
    byte[] bytes = TextFile.bytes(file);
    requireWhole(file, ByteBuffer.wrap(bytes));
    Sequence music;
    try {
      music = MidiSystem.getSequence(new ByteArrayInputStream(bytes));
    } catch (InvalidMidiDataException | IOException | RuntimeException e) {
      // The JDK's reader indexes without looking where a file is damaged.
      throw new IllegalArgumentException(file + " is no MIDI file, or is cut short.", e);
    }
    if (music.getDivisionType() != Sequence.PPQ) {
      throw new IllegalArgumentException(
          file
              + " counts time in frames of film; only MIDI files that count in quarter notes are"
              + " read.");
    }
    double ticks = (double) music.getResolution() / stepsPerQuarter;
    if (music.getTickLength() / ticks > LONGEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s would have %,.0f steps; at most %,d are read.",
              file,
              music.getTickLength() / ticks,
              LONGEST));
    }
    BitSet[] steps = new BitSet[(int) Math.ceil(music.getTickLength() / ticks) + 2];
    Arrays.setAll(steps, i -> new BitSet());
    for (Track track : music.getTracks()) {
      add(track, ticks, steps);
    }
    int[][] keys = Arrays.stream(steps).map(step -> step.stream().toArray()).toArray(int[][]::new);
    int from = 0;
    int to = keys.length;
    while (to > 0 && keys[to - 1].length == 0) {
      to--;
    }
    while (from < to && keys[from].length == 0) {
      from++;
    }
    if (from == to) {
      throw new IllegalArgumentException(file + " has no notes.");
    }
    return new Piece(Arrays.copyOfRange(keys, from, to), file.toString());
  }

  /**
   * The JDK reads as far as it gets; so the lengths that a file announces are compared with what is
   * there: a header of six bytes, and as many tracks as that says.
   */
  private static void requireWhole(Path file, ByteBuffer bytes) {
    int left = 1;
    for (boolean head = true; left > 0; head = false) {
      int kind = bytes.remaining() >= CHUNK ? bytes.getInt() : 0;
      int length = kind == 0 ? -1 : bytes.getInt();
      boolean right = head ? kind == HEAD && length >= CHUNK - 2 : length >= 0;
      if (!right || length > bytes.remaining()) {
        throw new IllegalArgumentException(file + " is no MIDI file, or is cut short.");
      }
      int tracks = head ? bytes.getShort(bytes.position() + 2) & 0xFFFF : 0;
      left = head ? tracks : kind == TRACK ? left - 1 : left; // other chunks are passed over
      bytes.position(bytes.position() + length);
    }
  }

  private static void requireSteps(int stepsPerQuarter) {
    if (stepsPerQuarter < 1 || stepsPerQuarter > 96) {
      throw new IllegalArgumentException(
          "A quarter note has 1 to 96 steps; %s are asked for.".formatted(stepsPerQuarter));
    }
  }

  /** A note sounds from the step nearest to its beginning to that nearest to its end. */
  private static void add(Track track, double ticks, BitSet[] steps) {
    long[] began = new long[16 * 128];
    Arrays.fill(began, -1);
    for (int i = 0; i < track.size(); i++) {
      MidiMessage message = track.get(i).getMessage();
      if (!(message instanceof ShortMessage note) || note.getChannel() == DRUMS) {
        continue;
      }
      int command = note.getCommand();
      if (command != ShortMessage.NOTE_ON && command != ShortMessage.NOTE_OFF) {
        continue;
      }
      int key = note.getChannel() * 128 + note.getData1();
      if (began[key] >= 0) {
        sound(note.getData1(), began[key], track.get(i).getTick(), ticks, steps);
      }
      boolean begins = command == ShortMessage.NOTE_ON && note.getData2() > 0;
      began[key] = begins ? track.get(i).getTick() : -1;
    }
    for (int key = 0; key < began.length; key++) {
      if (began[key] >= 0) { // never ended: until the track does
        sound(key % 128, began[key], track.ticks(), ticks, steps);
      }
    }
  }

  private static void sound(int key, long from, long to, double ticks, BitSet[] steps) {
    int first = (int) Math.round(from / ticks);
    int last = Math.max(first + 1, (int) Math.round(to / ticks));
    for (int step = first; step < Math.min(last, steps.length); step++) {
      steps[step].set(key);
    }
  }

  /**
   * A piece as the bytes of a MIDI file. A key that sounds at steps one after the other is one
   * note.
   *
   * @param beatsPerMinute quarter notes per minute
   * @throws IllegalArgumentException if either number is too small or too large
   */
  public static byte[] write(Piece piece, int stepsPerQuarter, int beatsPerMinute) {
    requireSteps(stepsPerQuarter);
    if (beatsPerMinute < 4 || beatsPerMinute > 1000) {
      throw new IllegalArgumentException(
          "Music has 4 to 1000 quarter notes a minute; %s are asked for."
              .formatted(beatsPerMinute));
    }
    try {
      Sequence music = new Sequence(Sequence.PPQ, RESOLUTION);
      Track track = music.createTrack();
      int micros = 60_000_000 / beatsPerMinute;
      byte[] tempo = {(byte) (micros >> 16), (byte) (micros >> 8), (byte) micros};
      track.add(new MidiEvent(new MetaMessage(0x51, tempo, tempo.length), 0));
      double ticks = (double) RESOLUTION / stepsPerQuarter;
      BitSet sounding = new BitSet();
      for (int step = 0; step <= piece.steps().length; step++) {
        BitSet now = new BitSet();
        for (int key : step < piece.steps().length ? piece.steps()[step] : new int[0]) {
          now.set(key);
        }
        for (int key = 0; key < 128; key++) {
          if (sounding.get(key) && !now.get(key)) {
            track.add(event(ShortMessage.NOTE_OFF, key, Math.round(step * ticks)));
          } else if (!sounding.get(key) && now.get(key)) {
            track.add(event(ShortMessage.NOTE_ON, key, Math.round(step * ticks)));
          }
        }
        sounding = now;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      MidiSystem.write(music, 0, out);
      return out.toByteArray();
    } catch (InvalidMidiDataException | IOException e) {
      throw new IllegalStateException("a MIDI file of whole notes in memory", e);
    }
  }

  private static MidiEvent event(int command, int key, long tick) throws InvalidMidiDataException {
    return new MidiEvent(new ShortMessage(command, 0, key, VELOCITY), tick);
  }
}

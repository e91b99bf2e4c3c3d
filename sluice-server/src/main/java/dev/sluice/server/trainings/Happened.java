package dev.sluice.server.trainings;

import dev.sluice.server.http.Events;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What has happened, for those who come late. Of many events of progress every other is forgotten
 * now and then, so that a long training takes no more memory than a picture of it needs.
 */
final class Happened implements Events {
  private static final int MOST = 4_000;
  private static final long MILLIS_OF_SILENCE = 5_000;

  private record Event(long number, String name, Object data) {}

  private final List<Event> events = new ArrayList<>();
  private long next;
  private boolean ended;

  synchronized void add(String name, Object data) {
    events.add(new Event(next++, name, data));
    if (events.size() > MOST) {
      boolean[] other = {false};
      events.removeIf(one -> one.name.equals("progress") && (other[0] = !other[0]));
      if (events.size() > MOST) {
        events.subList(0, events.size() - MOST / 2).clear();
      }
    }
    notifyAll();
  }

  /** Nothing more will happen: who has heard all hears the end. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  @Override
  public void send(Sink to) throws IOException, InterruptedException {
    long from = 0;
    while (true) {
      List<Event> news = since(from);
      for (Event event : news) {
        to.event(event.name, event.data);
        from = event.number + 1;
      }
      if (news.isEmpty()) {
        if (endedBefore(from)) {
          return;
        }
        to.ping();
      }
    }
  }

  private synchronized boolean endedBefore(long number) {
    return ended && next == number;
  }

  /** What is new; empty after some time of silence. */
  private synchronized List<Event> since(long number) throws InterruptedException {
    if (next == number && !ended) {
      wait(MILLIS_OF_SILENCE);
    }
    return events.stream().filter(one -> one.number >= number).toList();
  }
}

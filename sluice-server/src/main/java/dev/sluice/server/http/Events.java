package dev.sluice.server.http;

import java.io.IOException;

/** An answer that goes on: events, as long as somebody listens. */
public interface Events {

  /**
   * Sends all that there is to send, and returns when nothing more will come.
   *
   * @throws IOException if nobody listens any more
   * @throws InterruptedException if the server ends
   */
  void send(Sink to) throws IOException, InterruptedException;

  /** Where events go. */
  interface Sink {
    /**
     * Sends one at once.
     *
     * @param data a record, written as JSON
     * @throws IOException if nobody listens any more
     */
    void event(String name, Object data) throws IOException;

    /**
     * Sends nothing that a page notices, to find out whether somebody listens.
     *
     * @throws IOException if nobody does
     */
    void ping() throws IOException;
  }
}

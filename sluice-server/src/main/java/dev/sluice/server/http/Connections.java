package dev.sluice.server.http;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The connections that are open, so that nobody can hold them all. Above the limit the one that has
 * waited longest without a request of its own makes room for the new one; a browser opens such a
 * connection again. Only where every connection is being answered the new one is closed.
 */
public final class Connections {
  /** How many there may be. */
  public static final int MOST = 128;

  /** Who takes longer than this to take an answer makes room as well. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private enum Work {
    WAITS,
    IS_ANSWERED,
    LISTENS
  }

  private static final class Connection {
    final SocketChannel channel;
    Work work = Work.WAITS;
    long since = System.nanoTime();

    Connection(SocketChannel channel) {
      this.channel = channel;
    }

    boolean hasGone() {
      return !channel.isOpen();
    }

    boolean mayGo() {
      return work == Work.WAITS
          || work == Work.IS_ANSWERED && System.nanoTime() - since > PATIENCE.toNanos();
    }
  }

  private final int most;

  /** By the other end's address; who was last heard of comes last. */
  private final Map<SocketAddress, Connection> open = new LinkedHashMap<>();

  /** At most {@link #MOST}. */
  public Connections() {
    this(MOST);
  }

  Connections(int most) {
    this.most = most;
  }

  /** Options of the sockets of a server, which tell of each new connection here. */
  public SocketOptions options(Duration readTimeout) {
    return new Told(this, SocketOptions.builder().readTimeout(readTimeout).build());
  }

  /** A connection was accepted. */
  synchronized void opened(SocketChannel channel) throws IOException {
    if (open.size() >= most) {
      open.values().removeIf(Connection::hasGone);
    }
    if (open.size() >= most && !makeRoom()) {
      throw new IOException("all connections are being answered");
    }
    open.put(channel.getRemoteAddress(), new Connection(channel));
  }

  private boolean makeRoom() throws IOException {
    Iterator<Connection> all = open.values().iterator();
    while (all.hasNext()) {
      Connection one = all.next();
      if (one.mayGo()) {
        all.remove();
        one.channel.close();
        return true;
      }
    }
    return false;
  }

  /** Its request was read, and is now answered. */
  void answers(SocketAddress other) {
    note(other, Work.IS_ANSWERED);
  }

  /** Its answer goes on as long as somebody listens. */
  void streams(SocketAddress other) {
    note(other, Work.LISTENS);
  }

  /** Its request was answered. */
  void answered(SocketAddress other) {
    note(other, Work.WAITS);
  }

  private synchronized void note(SocketAddress other, Work work) {
    Connection one = open.remove(other);
    if (one != null) {
      one.work = work;
      one.since = System.nanoTime();
      open.put(other, one);
    }
  }

  /** How many are open. */
  synchronized int count() {
    open.values().removeIf(Connection::hasGone);
    return open.size();
  }

  /** Closes those that stream, which else would not end by themselves. */
  public void closeStreams() {
    List<Connection> streams = new ArrayList<>();
    synchronized (this) {
      open.values().stream().filter(one -> one.work == Work.LISTENS).forEach(streams::add);
    }
    for (Connection one : streams) {
      try {
        one.channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The server calls {@link #configureSocket} with each connection that it has accepted. */
  private record Told(Connections connections, SocketOptions options) implements SocketOptions {
    @Override
    public void configureSocket(SocketChannel channel) {
      options.configureSocket(channel);
      try {
        connections.opened(channel);
      } catch (IOException e) {
        throw new UncheckedIOException(e); // and the server closes it
      }
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
      return options.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
      return options.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
      return options.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
      return options.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
      return options.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
      return options.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
      return options.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
      return true;
    }
  }
}

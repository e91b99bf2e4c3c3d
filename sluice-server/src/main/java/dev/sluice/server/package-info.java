/**
 * The explorer: a page that shows cells and models at work, served on this machine.
 *
 * {@snippet :
 * try (Explorer explorer = Explorer.start(Path.of("bard.safetensors"), "localhost", 0)) {
 *   System.out.println("Open " + explorer.page());
 *   new CountDownLatch(1).await(); // until the process ends
 * }
 * }
 *
 * <p>Nothing leaves the machine, and the page loads nothing from elsewhere. The server listens on
 * the loopback address unless told otherwise; then a token in the address of the page keeps others
 * out. It refuses requests that another page's script sends, reads no files but the model that it
 * was given, and bounds what a request may cost: bytes, time and memory.
 */
@NullMarked
package dev.sluice.server;

import org.jspecify.annotations.NullMarked;

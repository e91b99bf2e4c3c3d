package dev.sluice.source;

/** Data that are not in memory, but in a file that is open. */
interface OnDisk {

  /** Closes the file; after that nothing can be read. */
  void close();
}

/** What a recurrent cell is, and what it means. Depends on {@code java.base} alone. */
module dev.sluice.cell {
  requires static org.jspecify;

  exports dev.sluice.cell;
  exports dev.sluice.cell.picture;
}

package dev.sluice.model;

/** A state of one layer: its name in the model, its units, and the value they begin with. */
record Carried(String name, int size, float start) {}

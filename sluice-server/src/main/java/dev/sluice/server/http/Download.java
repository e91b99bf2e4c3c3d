package dev.sluice.server.http;

/**
 * A file that a browser saves.
 *
 * @param name what it is called there: letters, digits, points and hyphens, none of which a page
 *     chooses
 */
public record Download(String name, byte[] bytes) {}

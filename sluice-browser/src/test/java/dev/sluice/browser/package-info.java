/**
 * The explorer's page in headless Chromium, against the real server. Each test has a {@link Visit}:
 * a page that no test used before. Where nobody installed Chromium all tests are skipped.
 */
@NullMarked
package dev.sluice.browser;

import org.jspecify.annotations.NullMarked;

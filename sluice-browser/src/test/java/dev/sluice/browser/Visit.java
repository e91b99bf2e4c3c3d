package dev.sluice.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody looks at the page. What the browser complains of, and what leaves localhost, is kept.
 */
final class Visit implements AutoCloseable {
  private final BrowserContext context;
  private final List<String> complaints = new ArrayList<>();
  private final Page page;
  private final URI address;

  private Visit(Browser browser, URI address, Browser.NewContextOptions options) {
    this.address = address;
    context = browser.newContext(options);
    page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.type() + ": " + message.text());
          }
        });
    page.onPageError(error -> complaints.add("thrown: " + error));
    context.onRequest(
        request -> {
          URI asked = URI.create(request.url());
          if (!"data".equals(asked.getScheme())
              && !address.getAuthority().equals(asked.getAuthority())) {
            complaints.add("left localhost: " + request.url());
          }
        });
    page.addInitScript(
        "addEventListener('securitypolicyviolation', (event) => console.error('policy: '"
            + " + event.violatedDirective + ' ' + event.blockedURI));");
  }

  static Visit of(Browser browser, URI address, int width, int height, ColorScheme colors) {
    return new Visit(
        browser,
        address,
        new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(colors));
  }

  /** Shows a view, as named in the page's address, and waits until it is there. */
  Page open(String view) {
    page.navigate("about:blank"); // else another view of the same page would not be loaded anew
    page.navigate(address.resolve("/#" + view).toString());
    page.waitForSelector("main > *:not(.busy)");
    return page;
  }

  Page page() {
    return page;
  }

  Locator find(String selector) {
    return page.locator(selector);
  }

  /** Forgets the complaints that contain these words, which were provoked. */
  void forgive(String words) {
    complaints.removeIf(complaint -> complaint.contains(words));
  }

  /** Whether nobody complained. */
  void requireQuiet() {
    assertThat(complaints).isEmpty();
  }

  @Override
  public void close() {
    context.close();
  }
}

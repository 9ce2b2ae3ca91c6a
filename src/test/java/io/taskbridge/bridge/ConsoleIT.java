package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * The page in a real browser, as a person sees it. Needs Debian's packages chromium and
 * chromium-driver; elsewhere it says that it was skipped. Pictures are left in the build's folder.
 */
class ConsoleIT {
  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Path PICTURES = Path.of("target", "console");

  @Test
  void shouldShowAPersonWhatGoesOn() throws IOException {
    assumeTrue(
        Files.exists(BROWSER) && Files.exists(DRIVER),
        "no browser here: install chromium and chromium-driver to run this");
    Files.createDirectories(PICTURES);
    try (Sandbox sandbox = Sandbox.start();
        BridgeProcess bridge = BridgeProcess.start("console", sandbox.environment())) {
      bridge.awaitReady();
      Request running = Request.task("watch-me").script("run_ms", 120_000);
      Request refused = Request.task("too-many-steps").script("refuse", 422);
      sandbox.requests().send(running);
      sandbox.requests().send(refused);
      for (int i = 0; i < 12; i++) {
        sandbox.requests().send(Request.task("story").script("run_ms", 500 * i));
      }
      sandbox.outputs().result(refused);

      ChromeDriver browser = browser();
      try {
        browser.get(bridge.pageUrl());
        seesTheFlow(browser, running, refused);
        picture(browser, "desktop", 1280, 1400);
        worksWithTheKeyboard(browser);
        picture(browser, "dark", 1280, 1400);
        fitsAPhone(browser);
        picture(browser, "phone", 500, 1600);
        noticesThatTheBridgeIsGone(browser, bridge);
      } finally {
        browser.quit();
      }
    }
  }

  @Test
  void shouldNotBeThereWhenItIsSwitchedOff() {
    try (Sandbox sandbox = Sandbox.start()) {
      Map<String, String> environment = new HashMap<>(sandbox.environment());
      environment.put("BRIDGE_CONSOLE_ENABLED", "false");
      try (BridgeProcess bridge = BridgeProcess.start("no-console", environment)) {
        bridge.awaitReady();
        for (String path : List.of("", "console/state", "console/stream", "console/console.js")) {
          assertThat(Http.get(bridge.pageUrl() + path).statusCode()).as(path).isEqualTo(404);
        }
      }
    }
  }

  private static void seesTheFlow(ChromeDriver browser, Request running, Request refused) {
    Outputs.until("a live page", () -> text(browser, "#link").equals("live"));
    Outputs.until("the running task", () -> text(browser, "#live").contains(running.id()));
    assertThat(browser.findElement(By.cssSelector("#live a")).getDomAttribute("href"))
        .startsWith("https://");
    Outputs.until("the refused one", () -> text(browser, "#results").contains(refused.id()));
    assertThat(text(browser, "#results")).contains("rejected", "API_REJECTED");
    assertThat(text(browser, "#letters")).contains("API_REJECTED", "task-requests-");
    assertThat(text(browser, "#partitions")).isEqualTo("3");
    assertThat(text(browser, "#api")).isEqualTo("open");
    assertThat(text(browser, "#instance")).isEqualTo("it");
    Outputs.until("one in flight", () -> Integer.parseInt(text(browser, "#in-flight")) >= 1);
    assertThat(browser.findElements(By.cssSelector("figure canvas"))).hasSize(2);
    List<String> complaints =
        browser.manage().logs().get("browser").getAll().stream().map(Object::toString).toList();
    assertThat(complaints).isEmpty();
  }

  private static void worksWithTheKeyboard(ChromeDriver browser) {
    browser.findElement(By.tagName("body")).sendKeys(Keys.TAB);
    assertThat(focused(browser).getText()).isEqualTo("Skip to content");
    focused(browser).sendKeys(Keys.TAB);
    assertThat(focused(browser).getDomAttribute("id")).isEqualTo("theme");
    String before = background(browser);
    focused(browser).sendKeys(Keys.ENTER);
    assertThat(background(browser)).isNotEqualTo(before);
    assertThat(focused(browser).getDomAttribute("aria-pressed")).isEqualTo("true");
  }

  private static void fitsAPhone(ChromeDriver browser) {
    browser.manage().window().setSize(new Dimension(500, 1600));
    Outputs.until(
        "no sideways scrolling",
        () ->
            Boolean.TRUE.equals(
                browser.executeScript(
                    "return document.documentElement.scrollWidth <= window.innerWidth")));
  }

  private static void noticesThatTheBridgeIsGone(ChromeDriver browser, BridgeProcess bridge) {
    bridge.stop();
    Outputs.until("a word on it", () -> text(browser, "#link").contains("connection lost"));
  }

  private static String text(ChromeDriver browser, String selector) {
    return browser.findElement(By.cssSelector(selector)).getText();
  }

  private static WebElement focused(ChromeDriver browser) {
    return browser.switchTo().activeElement();
  }

  private static String background(ChromeDriver browser) {
    return browser.findElement(By.tagName("body")).getCssValue("background-color");
  }

  private static void picture(ChromeDriver browser, String name, int width, int height)
      throws IOException {
    browser.manage().window().setSize(new Dimension(width, height));
    Files.write(PICTURES.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
  }

  private static ChromeDriver browser() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars");
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .build();
    return new ChromeDriver(service, options);
  }
}

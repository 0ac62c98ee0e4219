"""Headless Chromium over its debugging pipe: opens pages, reads them, makes pictures of them.

The protocol is JSON messages that end in a zero byte, on the file descriptors 3 (to the browser)
and 4 (from it); so neither a port nor a library is needed.
"""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--mute-audio",
         "--no-first-run", "--disable-extensions", "--disable-background-networking",
         "--disable-dev-shm-usage", "--force-color-profile=srgb", "--remote-debugging-pipe")


class BrowserError(RuntimeError):
    pass


def find():
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise BrowserError("no Chromium; 'scripts/setup test' installs it")


class Browser:
    """One browser process. Use as a context manager."""

    def __enter__(self):
        self.profile = tempfile.TemporaryDirectory(prefix="ordersim-browser-")
        to_browser, self.out = os.pipe()
        self.incoming, from_browser = os.pipe()
        # The browser's ends have to be its descriptors 3 and 4, whatever they are here.
        command = ["/bin/sh", "-c", f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}', find(),
                   *FLAGS, f"--user-data-dir={self.profile.name}", "about:blank"]
        self.process = subprocess.Popen(command, pass_fds=(to_browser, from_browser),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.buffer, self.events, self.count = b"", [], 0
        return self

    def __exit__(self, *_):
        try:
            self.send("Browser.close")
            self.process.wait(timeout=10)
        except (BrowserError, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.out)
        os.close(self.incoming)
        self.profile.cleanup()

    def receive(self, seconds):
        """The next message, or None when none comes in time."""
        end = time.monotonic() + seconds
        while b"\0" not in self.buffer:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.incoming], [], [], left)[0]:
                return None
            more = os.read(self.incoming, 1 << 20)
            if not more:
                raise BrowserError("the browser has ended")
            self.buffer += more
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def send(self, method, session=None, seconds=60, **parameters):
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            reply = self.receive(seconds)
            if reply is None:
                raise BrowserError(f"no answer to {method} in {seconds} s")
            if reply.get("id") == self.count:
                if "error" in reply:
                    raise BrowserError(f"{method}: {reply['error'].get('message')}")
                return reply["result"]
            self.events.append(reply)

    def page(self):
        return Page(self)


class Page:
    """One tab, closed at the end of the with-block."""

    def __init__(self, browser):
        self.browser = browser

    def __enter__(self):
        self.target = self.browser.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.browser.send("Target.attachToTarget", targetId=self.target,
                                         flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        self.browser.send("Target.closeTarget", targetId=self.target)

    def send(self, method, **parameters):
        return self.browser.send(method, session=self.session, **parameters)

    def look(self, width, height=900, dark=False, scripts=True, reduced_motion=True):
        """How the next page is seen."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)
        self.send("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if reduced_motion else ""}])
        self.send("Emulation.setScriptExecutionDisabled", value=not scripts)

    def open(self, url, seconds=30):
        """Waits until the page has loaded."""
        self.browser.events.clear()
        answer = self.send("Page.navigate", url=url)
        if answer.get("errorText"):
            raise BrowserError(f"{url}: {answer['errorText']}")
        end = time.monotonic() + seconds
        while not any(event.get("method") == "Page.loadEventFired" and
                      event.get("sessionId") == self.session for event in self.browser.events):
            message = self.browser.receive(max(0.0, end - time.monotonic()))
            if message is None:
                raise BrowserError(f"{url} did not load in {seconds} s")
            self.browser.events.append(message)

    def value(self, expression):
        """The value of a JavaScript expression, awaited; works with scripts off, too."""
        reply = self.send("Runtime.evaluate", expression=expression, returnByValue=True,
                          awaitPromise=True)
        if "exceptionDetails" in reply:
            details = reply["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description", str(details)))
        return reply["result"].get("value")

    def complaints(self):
        """What console, log and network said since the page was opened."""
        found = []
        for event in self.browser.events:
            parameters = event.get("params", {})
            if event.get("method") == "Runtime.consoleAPICalled":
                found.append("console: " + " ".join(str(one.get("value", one.get("description")))
                                                    for one in parameters["args"]))
            elif event.get("method") == "Runtime.exceptionThrown":
                details = parameters["exceptionDetails"]
                found.append("exception: " + details.get("exception", {}).get(
                    "description", details["text"]))
            elif event.get("method") == "Log.entryAdded":
                found.append("log: " + parameters["entry"]["text"])
        return found

    def fetched(self):
        """Addresses that the page asked for, its own first."""
        return [event["params"]["request"]["url"] for event in self.browser.events
                if event.get("method") == "Network.requestWillBeSent"]

    def picture(self, path, clip=None):
        """A PNG of the whole page, or of the box (x, y, width, height) in it."""
        if clip is None:
            size = self.send("Page.getLayoutMetrics")["cssContentSize"]
            clip = (0, 0, size["width"], size["height"])
        x, y, width, height = clip
        shot = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=True,
                         clip={"x": x, "y": y, "width": width, "height": height, "scale": 1})
        data = base64.b64decode(shot["data"])
        with open(path, "wb") as file:
            file.write(data)
        return data

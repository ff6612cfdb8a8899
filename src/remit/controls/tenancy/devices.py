"""Browsers and systems by name, read from what they call themselves; it says what is likely, and proves nothing."""

_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome without a window"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
)
_SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """Say in words what a browser is: `Firefox on Windows`."""
    browser = next((words for mark, words in _BROWSERS if mark in user_agent), "Unknown browser")
    system = next((words for mark, words in _SYSTEMS if mark in user_agent), None)
    return f"{browser} on {system}" if system else browser

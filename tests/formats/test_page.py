"""The page in a real browser: both languages, both colour schemes, a desk and a phone; what it shows and what it asks for.

Pictures are compared as thumbnails, with room for another machine's fonts. `python -m tests.formats.test_page` draws
the references anew, after somebody has looked at them.
"""

from __future__ import annotations

import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from guard.formats.html import FORMAT
from tests.formats import DATA, render
from tests.formats.browser import CHROMIUM, MISSING, Browser
from tests.formats.pages import PAGES

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=MISSING)
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
SCHEMES = {"light": False, "dark": True}
SCALE = 0.1
ALIKE = 10.0  # mean difference of two thumbnails in steps of 255; light and dark differ by more than 150

CONTRAST = """(function(){
function parts(c){return c.match(/[0-9.]+/g).map(Number)}
function light(c){return [0.2126,0.7152,0.0722].reduce(function(s,w,i){var v=c[i]/255;return s+w*(v<=0.03928?v/12.92:Math.pow((v+0.055)/1.055,2.4))},0)}
function ground(e){for(;e;e=e.parentElement){var c=parts(getComputedStyle(e).backgroundColor);if(c.length<4||c[3]>0)return c}return [255,255,255]}
var bad=[];
document.querySelectorAll("body *").forEach(function(e){
 if(!e.offsetParent||!Array.from(e.childNodes).some(function(n){return n.nodeType===3&&n.textContent.trim()}))return;
 var style=getComputedStyle(e),a=light(parts(style.color)),b=light(ground(e));
 var ratio=(Math.max(a,b)+0.05)/(Math.min(a,b)+0.05);
 if(ratio<4.5)bad.push(e.tagName+"."+e.className+" "+ratio.toFixed(2));
});return bad})()"""
CLIPPED = """Array.from(document.querySelectorAll("body *")).filter(function(e){
 if(!e.offsetParent||e.closest(".scroll")||e.closest(".jump"))return false;
 var box=e.getBoundingClientRect();return box.right>innerWidth+1||box.left<-1}).map(function(e){return e.tagName+"."+e.className})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    opened = Browser()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def files() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        for name, report in PAGES.items():
            for lang in ("en", "zh"):
                (Path(folder) / f"{name}-{lang}.html").write_text(render(FORMAT, report(), lang), encoding="utf-8")
        yield Path(folder)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_is_readable_and_asks_for_nothing(browser: Browser, files: Path, name: str, lang: str, scheme: str, size: str) -> None:
    path = files / f"{name}-{lang}.html"
    browser.open(path, *SIZES[size], SCHEMES[scheme])
    assert browser.requests() == [path.as_uri()]
    assert browser.complaints() == []
    assert browser.value("document.documentElement.scrollWidth") == SIZES[size][0]
    assert browser.value(CLIPPED) == []
    if name != "many":  # the same styles, only more of them
        assert browser.value(CONTRAST) == []


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Return (width, height, RGB) of a PNG of 8 bits without interlacing (W3C PNG, section 9)."""
    width, height, kind = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big"), png[25]
    data, at = b"", 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    step = {2: 3, 6: 4}[kind]
    raw, line, out = zlib.decompress(data), bytearray(width * step), bytearray()
    for row in range(height):
        start = row * (width * step + 1)
        line = _unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + width * step]), line, step)
        out += bytes(value for number, value in enumerate(line) if number % step < 3)
    return width, height, bytes(out)


def _unfiltered(kind: int, line: bytearray, above: bytearray, step: int) -> bytearray:
    for at in range(len(line)):
        left, up, corner = (line[at - step], above[at], above[at - step]) if at >= step else (0, above[at], 0)
        guess = left + up - corner
        nearest = min((left, up, corner), key=lambda one: abs(guess - one))
        line[at] = (line[at] + (0, left, up, (left + up) // 2, nearest)[kind]) & 255
    return line


def difference(first: bytes, second: bytes) -> float:
    """Return the mean difference of two thumbnails, 255 for other sizes."""
    (width, height, one), (other_width, other_height, two) = pixels(first), pixels(second)
    if (width, height) != (other_width, other_height):
        return 255.0
    return sum(abs(a - b) for a, b in zip(one, two, strict=True)) / len(one)


def thumbnail(browser: Browser, path: Path, size: str, scheme: str) -> bytes:
    """Return the first screen of a page, a tenth as wide and high."""
    browser.open(path, *SIZES[size], SCHEMES[scheme])
    width, height = SIZES[size]
    return browser.picture(clip={"x": 0, "y": 0, "width": width, "height": height, "scale": SCALE})


def reference(lang: str, scheme: str, size: str) -> Path:
    return DATA / "pages" / f"full-{lang}-{scheme}-{size}.png"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_looks_as_it_did(browser: Browser, files: Path, lang: str, scheme: str, size: str) -> None:
    seen = thumbnail(browser, files / f"full-{lang}.html", size, scheme)
    assert difference(seen, reference(lang, scheme, size).read_bytes()) < ALIKE
    other = "dark" if scheme == "light" else "light"
    assert difference(seen, reference(lang, other, size).read_bytes()) > 5 * ALIKE


def test_the_filter_shows_what_is_asked_for(browser: Browser, files: Path) -> None:
    browser.open(files / "full-en.html", *SIZES["desk"], False)
    shown = '[document.getElementById("count").textContent,document.querySelectorAll("#rows tr:not([hidden])").length]'
    assert browser.value(shown) == ["shown: 8 / 8", 8]
    browser.value("document.querySelector('[data-severity=medium]').click()")
    assert browser.value(shown) == ["shown: 2 / 8", 2]
    typed = '(function(){var t=document.getElementById("text");t.value="%s";t.dispatchEvent(new Event("input"))})()'
    browser.value(typed % "TOML loosened")
    assert browser.value(shown) == ["shown: 1 / 8", 1]
    browser.value(typed % "no such text")
    assert browser.value(shown) == ["shown: 0 / 8", 0]
    assert browser.value("document.getElementById('none').offsetHeight") > 0


def test_the_policy_stops_what_gets_into_the_page(browser: Browser, files: Path) -> None:
    browser.open(files / "full-en.html", *SIZES["desk"], False)
    browser.value(
        "(function(){var s=document.createElement('script');s.textContent='window.planted=1';document.body.append(s);"
        "var d=document.createElement('div');d.innerHTML='<img src=x onerror=\"window.planted=2\"><a id=l href=\"javascript:window.planted=3\">x</a>"
        "<p id=p style=\"color:red\">x</p><form action=\"https://e.invalid\"></form>';document.body.append(d);document.getElementById('l').click()})()"
    )
    assert browser.value("new Promise(function(done){setTimeout(done,50)}) && typeof window.planted") == "undefined"
    assert browser.value("getComputedStyle(document.getElementById('p')).color") != "rgb(255, 0, 0)"
    assert any("Content Security Policy" in one for one in browser.complaints())


if __name__ == "__main__":
    drawer = Browser()
    with tempfile.TemporaryDirectory() as place:
        for tongue in ("en", "zh"):
            page = Path(place) / f"{tongue}.html"
            page.write_text(render(FORMAT, PAGES["full"](), tongue), encoding="utf-8")
            for colours in SCHEMES:
                for device in SIZES:
                    target = reference(tongue, colours, device)
                    target.parent.mkdir(exist_ok=True)
                    target.write_bytes(thumbnail(drawer, page, device, colours))
                    sys.stdout.write(f"{target}\n")
    drawer.close()

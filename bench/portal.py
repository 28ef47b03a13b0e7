"""The public site of a unit for bench/portal.sh: filled through its forms, multiplied, asked.

    portal.py fill ADDRESS ARTICLES.jsonl      writes and publishes every article through the forms; prints the address of the site
    portal.py grow DATABASE MANY [SHORT]       so many published articles in the SQLite file, copies of what is there
    portal.py paths DATABASE KIND MANY FILE    addresses of articles, or of lists that go on after one
    portal.py start SECONDS ADDRESS COMMAND…   starts it; milliseconds until the first good answer, and its process
    portal.py table RESULTS                    figures of bench/portal.sh as a table
"""

import html
import http.client
import json
import re
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.parse

PASSWORD = "loa-dung-thu-2022"
# Signs of identities, as in addresses.
SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
SHORT_CHARACTERS = 1000
ROWS_AT_ONCE = 20_000


class Person:
    """Somebody who is signed in, on one connection."""

    def __init__(self, address, login):
        self.host = urllib.parse.urlsplit(address).netloc
        self.line = http.client.HTTPConnection(self.host)
        self.cookies = {}
        self.send("/dang-nhap", {"ten": login, "mat-khau": PASSWORD})
        assert self.cookies, f"{login} is not let in"

    def ask(self, method, path, body=None, headers=()):
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.line.request(method, path, body, dict(headers, Cookie=cookie, Origin=f"http://{self.host}"))
        answer = self.line.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, value = value.split(";")[0].partition("=")
                self.cookies[key] = value
        return answer, text

    def get(self, path):
        return self.ask("GET", path)[1]

    def send(self, path, fields):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer, text = self.ask("POST", path, urllib.parse.urlencode(fields), kind.items())
        assert answer.status == 303, f"{path}: {answer.status} {re.findall('govuk-error-message[^/]*', text)[:3]}"
        return answer.getheader("Location")


def value_of(page, name):
    return html.unescape(re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1])


def fill(address, articles):
    articles = [json.loads(line) for line in open(articles, encoding="utf-8")]
    desk = Person(address, "dieuphoi")
    unit = value_of(desk.get("/toa-soan/moi"), "don-vi")
    page = desk.get(f"/cong-don-vi/{unit}")
    fields = {name: value_of(page, name) for name in ("ten", "dia-chi")}
    desk.send(f"/cong-don-vi/{unit}", fields | {"gioi-thieu": "Cổng mẫu.", "mo": "1"})
    categories = list(dict.fromkeys(one["category"] for one in articles))
    sections = f"/toa-soan/chuyen-muc/{unit}"
    known = {"da-thay": value_of(desk.get(sections), "da-thay")}
    # A page has room for some more each time.
    desk.send(sections, known | {f"ten-{at}": name for at, name in enumerate(categories, 1)})
    options = re.findall(r'<option value="(\w+)"[^>]*>([^<]*)</option>', desk.get("/toa-soan/moi"))
    ids = {html.unescape(title): value for value, title in options}
    for one in articles:
        written = {"don-vi": unit, "chuyen-muc": ids[one["category"]], "tieng": "vi", "tieu-de": one["title"], "tom-tat": one["summary"], "noi-dung": one["body_html"]}
        page = desk.send("/toa-soan/moi", written)
        desk.send(f"{page}/lam", {"luot": "0", "viec": "force", "nhan-xet": "Đo tốc độ."})
    print(f"/cong/{fields['dia-chi']}")


def grow(database, many, short=False):
    """Copies rows until there are so many, or takes away; each with an address and a moment of its own."""
    data = sqlite3.connect(database)
    data.execute("PRAGMA synchronous = OFF")
    data.execute("PRAGMA foreign_keys = OFF")
    if short:
        data.execute("UPDATE article_revision SET source = '', body = substr(body, 1, ?) || '</p>'", (SHORT_CHARACTERS,))
    columns = {table: [row[1] for row in data.execute(f"PRAGMA table_info({table})")] for table in ("article", "article_revision")}
    models = data.execute("SELECT * FROM article WHERE public_revision IS NOT NULL ORDER BY id").fetchall()
    words = {row[0]: row for row in data.execute("SELECT * FROM article_revision")}
    at = {name: place for place, name in enumerate(columns["article"])}
    last = data.execute("SELECT MAX(id), MAX(first_public_at) FROM article").fetchone()
    fresh, moment = max(last[0], data.execute("SELECT MAX(id) FROM person").fetchone()[0]) + 1, last[1]
    copies = []

    def keep():
        for table, rows in (("article", [one for one, _ in copies]), ("article_revision", [one for _, one in copies])):
            marks = ", ".join("?" * len(columns[table]))
            data.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        data.commit()
        copies.clear()

    for number in range(max(0, many - len(models))):
        model = models[number % len(models)]
        one = list(model)
        one[at["id"]] = fresh + number
        one[at["slug"]] = f"{model[at['slug']][:60]}-{number}"
        one[at["activity_id"]] = None
        for name in ("first_public_at", "changed_at"):
            one[at[name]] = moment + number + 1
        revision = list(words[model[at["id"]]])
        revision[0] = fresh + number
        copies.append((one, revision))
        if len(copies) == ROWS_AT_ONCE:
            keep()
    keep()
    for (number,) in data.execute("SELECT id FROM article ORDER BY id LIMIT ?", (max(0, len(models) - many),)).fetchall():
        for table in ("article_step", "article_revision"):
            data.execute(f"DELETE FROM {table} WHERE article_id = ?", (number,))
        data.execute("DELETE FROM article WHERE id = ?", (number,))
    data.commit()
    data.execute("VACUUM" if many < len(models) else "ANALYZE")
    data.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print(data.execute("SELECT COUNT(*) FROM article WHERE public_revision IS NOT NULL").fetchone()[0])


def letters(number):
    """An identity as it stands in addresses."""
    text = ""
    while number:
        number, digit = divmod(number, len(SIGNS))
        text = SIGNS[digit] + text
    return text


def paths(database, kind, many, file):
    data = sqlite3.connect(database)
    (site,) = data.execute("SELECT slug FROM site WHERE is_open").fetchone()
    found = data.execute("SELECT slug, first_public_at, id FROM article WHERE public_revision IS NOT NULL ORDER BY random() LIMIT ?", (many,))
    with open(file, "w", encoding="ascii") as out:
        for slug, moment, number in found:
            out.write(f"/cong/{site}/tin/{slug}\n" if kind == "pages" else f"/cong/{site}?sau={moment}.{letters(number)}\n")


def start(patience, address, command):
    """Asked again and again, as a machine in front would; a millisecond between two tries."""
    host = urllib.parse.urlsplit(address)
    began = time.monotonic()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    while time.monotonic() - began < patience:
        line = http.client.HTTPConnection(host.netloc, timeout=5)
        try:
            line.request("GET", host.path)
            if line.getresponse().status == 200:
                print(f"{(time.monotonic() - began) * 1000:.0f} {child.pid}")
                return
        except OSError:
            time.sleep(0.001)
        finally:
            line.close()
    child.kill()
    sys.exit("it did not answer")


def table(file):
    """Lines of `hit`: label, connections, requests a second, p50, p99, errors, bytes, CPU ms a request, load."""
    rounds = {}
    for line in open(file, encoding="utf-8"):
        label, _, *figures = line.rstrip("\n").split("\t")
        rounds.setdefault(label, []).append([float(figure) for figure in figures])
    print(f"{'':34} {'CPU ms':>8} {'requests/s':>11} {'p50 ms':>8} {'p99 ms':>8} {'bytes':>8} {'errors':>7} {'load':>5}")
    for label, rows in rounds.items():
        rate, p50, p99, errors, size, cpu, load = (statistics.median(column) for column in zip(*rows))
        print(f"{label:34} {cpu:8.3f} {rate:11.0f} {p50:8.2f} {p99:8.2f} {size:8.0f} {sum(row[3] for row in rows):7.0f} {load:5.1f}")


def main(what, *rest):
    if what == "fill":
        fill(*rest)
    elif what == "grow":
        grow(rest[0], int(rest[1]), len(rest) > 2)
    elif what == "paths":
        paths(rest[0], rest[1], int(rest[2]), rest[3])
    elif what == "start":
        start(float(rest[0]), rest[1], rest[2:])
    elif what == "table":
        table(rest[0])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])

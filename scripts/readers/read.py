"""What Loa gives out to programs, read by programs that others wrote.

Ends as the test runner of Node.js does ("# pass 9"), so that scripts/test.sh counts it.
"""

import datetime
import re
import sys
import traceback
import urllib.parse
import urllib.robotparser

import extruct
import feedparser
import icalendar
import lxml.etree
import lxml.html
import requests
from demonstration import Demonstration

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MOST_LOCATIONS = 50_000
MOST_SITEMAP_BYTES = 50 * 1024 * 1024
# Addresses that are opened of one site; lists go on for ever.
MOST_ADDRESSES = 600
# Signs that break what is put together without care.
TITLE = "Thửa đất dưới 100 m² & “sổ đỏ”: hỏi – đáp ]]> 1 < 2 🏡"
LEAD = "Mang theo gì, nộp ở đâu? Gọi 'một cửa' & hỏi \"phí\" </description> trước."
BODY = "## Mang theo\n\n- Giấy chứng nhận\n- Căn cước\n\nPhí: 1 < 2 & xem [cổng](https://dichvucong.gov.vn/a?b=1&c=2)."

feedparser.USER_AGENT = "loa-readers"


def get(address, **headers):
    return requests.get(address, headers=headers, timeout=60, allow_redirects=False)


def kind_of(answer):
    return answer.headers.get("Content-Type", "").split(";")[0].strip()


class Public:
    """All that somebody finds who begins at the list of sites and follows every link that stays here."""

    def __init__(self, address):
        self.address = address
        self.answers = {}
        open_ = [f"{address}/cong", f"{address}/sitemap.xml", f"{address}/robots.txt"]
        while open_ and len(self.answers) < MOST_ADDRESSES:
            here = urllib.parse.urldefrag(open_.pop(0)).url
            if here in self.answers or urllib.parse.urlsplit(here)[:2] != urllib.parse.urlsplit(address)[:2]:
                continue
            answer = self.answers[here] = get(here)
            open_.extend(urllib.parse.urljoin(here, link) for link in links(answer))

    def of(self, *kinds):
        return {here: answer for here, answer in self.answers.items() if kind_of(answer) in kinds}

    def articles(self):
        return {here: answer for here, answer in self.of("text/html").items() if "/tin/" in here}


def links(answer):
    kind = kind_of(answer)
    if kind == "text/html":
        page = lxml.html.fromstring(answer.content)
        return page.xpath("//a/@href[not(starts-with(., 'tel:') or starts-with(., 'mailto:'))] | //link/@href | //img/@src | //script/@src")
    if kind.endswith("xml"):
        tree = lxml.etree.fromstring(answer.content)
        return [text for text in tree.xpath("//*[local-name()='loc' or local-name()='link']/text() | //*[local-name()='link']/@href") if text.strip()]
    return []


def every_address_that_is_given_out_answers(public):
    assert len(public.answers) > 20, f"only {len(public.answers)} addresses"
    told = {here: answer.status_code for here, answer in public.answers.items() if answer.status_code != 200}
    assert not told, told
    assert len(public.answers) < MOST_ADDRESSES, "not all was opened"


def feeds_are_read_without_complaint(public):
    feeds = public.of("application/rss+xml", "application/atom+xml")
    assert any("/chuyen-muc/" in here for here in feeds), "there are feeds of sections"
    versions = set()
    for here, answer in feeds.items():
        feed = feedparser.parse(answer.content, response_headers=dict(answer.headers))
        assert not feed.bozo, f"{here}: {feed.get('bozo_exception')}"
        versions.add(feed.version)
        assert feed.feed.title and feed.feed.link, here
        own = [link.href for link in feed.feed.links if link.rel == "self"]
        assert own == [here], f"{here}: says that it is {own}"
        ids = [entry.id for entry in feed.entries]
        assert len(set(ids)) == len(ids), f"{here}: {ids}"
        for entry in feed.entries:
            assert entry.title and entry.summary and entry.link in public.articles(), f"{here}: {entry}"
            moments = [entry.get("published"), entry.get("updated")] if feed.version == "atom10" else [entry.get("published")]
            for moment in moments:
                assert moment and re.search(r"(Z|GMT|UTC|[+-]\d\d:?\d\d)$", moment), f"{here}: {moment} has no zone"
            assert entry.published_parsed, here
        order = [entry.published_parsed for entry in feed.entries]
        assert order == sorted(order, reverse=True), f"{here}: the latest is not first"
    assert versions == {"rss20", "atom10"}, versions


def words_come_out_of_a_feed_as_they_were_written(public):
    for name in ["rss.xml", "atom.xml"]:
        feeds = [answer for here, answer in public.answers.items() if here.endswith(f"/cong/dua-mon/{name}")]
        # By an XML parser, for feedparser takes out of titles what looks like an element.
        tree = lxml.etree.fromstring(feeds[0].content)
        texts = tree.xpath("//*[local-name()='item' or local-name()='entry']/*/text()")
        assert TITLE in texts and LEAD in texts, f"{name}: {texts}"


def what_is_known_is_not_sent_again(public):
    for here in public.of("application/rss+xml", "application/atom+xml"):
        first = feedparser.parse(here)
        assert first.get("etag"), here
        again = feedparser.parse(here, etag=first.etag)
        assert again.status == 304 and not again.entries, f"{here}: {again.status}"


def sitemaps_keep_to_the_protocol(public):
    seen = {}
    maps = public.of("application/xml", "text/xml")
    indexes = [here for here in maps if lxml.etree.fromstring(maps[here].content).tag == f"{SITEMAP}sitemapindex"]
    assert len(indexes) == 1, indexes
    named = lxml.etree.fromstring(maps[indexes[0]].content).xpath("//*[local-name()='loc']/text()")
    for here, answer in maps.items():
        tree = lxml.etree.fromstring(answer.content)
        one = f"{SITEMAP}sitemap" if here in indexes else f"{SITEMAP}url"
        assert here in indexes or (here in named and tree.tag == f"{SITEMAP}urlset"), f"{here}: {tree.tag}"
        assert 0 < len(tree) <= MOST_LOCATIONS and len(answer.content) <= MOST_SITEMAP_BYTES, f"{here}: {len(tree)}"
        for entry in tree:
            assert entry.tag == one, f"{here}: {entry.tag}"
            names = [part.tag.removeprefix(SITEMAP) for part in entry]
            assert names in (["loc"], ["loc", "lastmod"]), f"{here}: {names}"
            address = entry[0].text
            parts = urllib.parse.urlsplit(address)
            assert parts.scheme in ("http", "https") and parts.netloc and not parts.fragment and len(address) < 2048, address
            assert address.isascii() and "&" not in address.replace("&amp;", ""), address
            assert public.answers[address].status_code == 200, address
            assert seen.setdefault(address, here) == here and tree.xpath("count(//*[text()=$a])", a=address) == 1, f"twice: {address}"
            if len(entry) == 2:
                # The profile of ISO 8601 that the protocol names; Python reads all of it.
                assert datetime.datetime.fromisoformat(entry[1].text).tzinfo, entry[1].text
    assert set(public.articles()) <= set(seen), "articles that no list of addresses names"


def robots_are_told_what_is_public(public):
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(public.answers[f"{public.address}/robots.txt"].text.splitlines())
    assert robots.site_maps() == [f"{public.address}/sitemap.xml"]
    for path, may in [("/cong/dua-mon", True), ("/sitemap.xml", True), ("/tinh/x.css", True), ("/toa-soan", False), ("/dang-nhap", False), ("/tep/1", False)]:
        assert robots.can_fetch("anybody", public.address + path) == may, path


def marks(here, answer):
    return extruct.extract(answer.text, base_url=here, syntaxes=["json-ld", "opengraph"], uniform=False)


def one_of(found, kind):
    """The thing of a kind, in a list or in a graph."""
    flat = [part for thing in found for part in thing.get("@graph", [thing])]
    return next((thing for thing in flat if thing.get("@type") == kind), None)


def organization_is_whole(thing, here):
    assert thing["@type"] == "GovernmentOrganization" and thing["name"] and thing["url"].startswith("http"), f"{here}: {thing}"


def trail_is_whole(thing, here):
    positions = [item["position"] for item in thing["itemListElement"]]
    assert positions == list(range(1, len(positions) + 1)), f"{here}: {positions}"
    for item in thing["itemListElement"]:
        target = item["item"] if isinstance(item["item"], str) else item["item"]["@id"]
        assert item["@type"] == "ListItem" and item["name"] and target.startswith("http"), f"{here}: {item}"


def marks_of_articles_have_what_schema_org_asks(public):
    articles = public.articles()
    assert len(articles) >= 4, list(articles)
    for here, answer in articles.items():
        found = marks(here, answer)
        news = one_of(found["json-ld"], "NewsArticle")
        assert news, f"{here}: {found}"
        assert news["@context"].rstrip("/") in ("https://schema.org", "http://schema.org"), here
        missing = [name for name in ("headline", "datePublished", "dateModified", "author", "publisher", "mainEntityOfPage") if not news.get(name)]
        assert not missing, f"{here}: no {missing}"
        assert len(news["headline"]) <= 160, here
        first, changed = (datetime.datetime.fromisoformat(news[name]) for name in ("datePublished", "dateModified"))
        assert first.tzinfo and first <= changed, f"{here}: {first} {changed}"
        organization_is_whole(news["publisher"], here)
        target = news["mainEntityOfPage"] if isinstance(news["mainEntityOfPage"], str) else news["mainEntityOfPage"]["@id"]
        page = lxml.html.fromstring(answer.content)
        assert [target] == page.xpath("//link[@rel='canonical']/@href") == [here], here
        open_graph = dict(found["opengraph"][0]["properties"])
        for name in ("og:title", "og:type", "og:url", "og:description", "og:site_name"):
            assert open_graph.get(name), f"{here}: no {name}"
        assert open_graph["og:title"] == news["headline"] and open_graph["og:url"] == here, open_graph
        assert page.xpath("//h1")[0].text_content() == news["headline"], here
        trail = one_of(found["json-ld"], "BreadcrumbList")
        assert trail, f"{here}: no way up"
        trail_is_whole(trail, here)


def marks_of_other_pages_say_whose_they_are(public):
    counted = 0
    for here, answer in public.of("text/html").items():
        below = urllib.parse.urlsplit(here).path.split("/")[3:]
        if here.endswith("/cong") or "/cong/" not in here:
            continue
        found = marks(here, answer)
        if below in ([], ["lien-he"]):
            whose = one_of(found["json-ld"], "GovernmentOrganization")
            assert whose, f"{here}: {found['json-ld']}"
            organization_is_whole(whose, here)
            counted += 1
        if below[:1] == ["chuyen-muc"]:
            trail_is_whole(one_of(found["json-ld"], "BreadcrumbList"), here)
            counted += 1
        if not below:
            open_graph = dict(found["opengraph"][0]["properties"])
            assert all(open_graph.get(name) for name in ("og:title", "og:type", "og:url")), f"{here}: {open_graph}"
    assert counted >= 8, counted


def calendar_is_whole(here, text):
    assert text.endswith(b"END:VCALENDAR\r\n") and b"\n" not in text.replace(b"\r\n", b""), f"{here}: lines do not end with CRLF"
    assert all(len(line) <= 75 for line in text.split(b"\r\n")), f"{here}: a line is longer than 75 bytes"
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar["VERSION"] == "2.0" and calendar["PRODID"], here
    assert not calendar.errors, f"{here}: {calendar.errors}"
    events = calendar.walk("VEVENT")
    ids = []
    for event in events:
        assert not event.errors, f"{here}: {event.errors}"
        missing = [name for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY") if name not in event]
        assert not missing, f"{here}: no {missing}"
        assert event["DTSTAMP"].dt.tzinfo, f"{here}: {event['DTSTAMP'].dt}"
        assert "DTEND" not in event or event["DTEND"].dt >= event["DTSTART"].dt, here
        ids.append(str(event["UID"]))
    assert len(set(ids)) == len(ids), f"{here}: the same event twice"
    return ids


def calendars_are_read(public):
    """Those that anybody finds, and those of people (private addresses)."""
    for here, answer in public.of("text/calendar").items():
        calendar_is_whole(here, answer.content)
    counted = 0
    for address in public.calendars:
        answer = get(address)
        assert kind_of(answer) == "text/calendar", f"{answer.status_code} {answer.headers}"
        ids = calendar_is_whole("a person's calendar", answer.content)
        assert calendar_is_whole("a person's calendar", get(address).content) == ids, "events change their identity"
        counted += len(ids)
    assert counted > 10, counted


def what_was_put_right_stays_the_same_thing(public):
    """An entry of a feed keeps its identity, and says when it changed."""
    here = next(here for here in public.answers if here.endswith("/cong/dua-mon/atom.xml"))
    before = {entry.id: entry for entry in feedparser.parse(here).entries}
    # Atom says seconds.
    public.demonstration.corrected(public.written, "Thêm nơi nộp.", tom_tat=f"{LEAD} Đã sửa.")
    after = {entry.id: entry for entry in feedparser.parse(here).entries}
    assert before.keys() == after.keys(), (list(before), list(after))
    changed = [one for one in after if after[one].summary != before[one].summary]
    assert len(changed) == 1 and after[changed[0]].published == before[changed[0]].published, changed
    assert after[changed[0]].updated_parsed >= before[changed[0]].updated_parsed, after[changed[0]]
    untouched = [one for one in after if one not in changed]
    assert all(after[one] == before[one] for one in untouched), untouched


CHECKS = [
    every_address_that_is_given_out_answers,
    feeds_are_read_without_complaint,
    words_come_out_of_a_feed_as_they_were_written,
    what_is_known_is_not_sent_again,
    sitemaps_keep_to_the_protocol,
    robots_are_told_what_is_public,
    marks_of_articles_have_what_schema_org_asks,
    marks_of_other_pages_say_whose_they_are,
    calendars_are_read,
    # Last, since it changes what the others read.
    what_was_put_right_stays_the_same_thing,
]


def main():
    with Demonstration() as demonstration:
        written = demonstration.published(TITLE, LEAD, BODY)
        demonstration.published("Cov ntaub ntawv yug menyuam", "Nqa dab tsi mus.", "Mus rau ntawm lub chaw ua hauj lwm.", language="hmn")
        calendars = [demonstration.calendar(login) for login in ("canbo", "dieuphoi")]
        public = Public(demonstration.address)
        public.demonstration, public.written, public.calendars = demonstration, written, calendars
        failed = 0
        for number, check in enumerate(CHECKS, 1):
            name = check.__name__.replace("_", " ")
            try:
                check(public)
                print(f"ok {number} - {name}")
            except Exception:
                failed += 1
                print(f"not ok {number} - {name}")
                print("".join(f"#   {line}\n" for line in traceback.format_exc().splitlines()), end="")
        print(f"# tests {len(CHECKS)}\n# pass {len(CHECKS) - failed}\n# fail {failed}", flush=True)
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())

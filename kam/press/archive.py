"""The archive of a company: every published quarter with its headline figures, their lines through the quarters, and the way to each review."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape, unescape
from pathlib import Path

from kam.figures import Figure, bare, from_text, to_date
from kam.glyphs import displayable
from kam.headlines import Headline, Headlines
from kam.press.page import HERE, LANG, NO_SCRIPT, POLICY, embedded_font, style
from kam.press.sparkline import sparkline
from kam.quarters import Quarter
from kam.review.brief import HEADLINES, PROMISES
from kam.wording import Sentence, Voice

# A language is named in itself, for those who look for theirs.
NAMES = {"en": "English", "zh": "中文"}
METRICS = (*HEADLINES, *PROMISES)
SAME_DAY = to_date("last_year")
_CHAPTER = re.compile(r'<li class="level-2"><a href="#([^"]+)">(.*?)</a>')


@dataclass(frozen=True)
class Published:
    """One published quarter, as its folder says."""

    folder: Path
    quarter: Quarter
    languages: tuple[str, ...]
    questions: int = 0

    def suffix(self, language: str) -> str:
        """What stands before the ending of a language's files."""
        return "" if language == self.languages[0] else f".{language}"

    def file(self, stem: str, ending: str, language: str) -> str:
        """The address of a file seen from the archive; empty where it was not published."""
        name = f"{stem}{self.suffix(language)}{ending}"
        return f"{self.folder.name}/{name}" if language in self.languages and (self.folder / name).is_file() else ""

    @cached_property
    def figures(self) -> dict[tuple[str, str], Figure]:
        """The company's headline figures by metric and quarter (or ``to_date:last_year``), as they were published."""
        heads = tuple(f"{metric},,{dimension}," for metric in METRICS for dimension in ("", SAME_DAY))
        with (self.folder / "figures.csv").open(encoding="utf-8", newline="") as file:
            first = next(file)
            rows = list(csv.DictReader([first, *(line for line in file if line.startswith(heads))]))
        return {(row["metric"], row["dimension"] or row["quarter"]): _figure(row) for row in rows}

    @property
    def headlines(self) -> tuple[str, ...]:
        """The metrics of its brief, in order: of the promises the first that it holds."""
        promises = next((metric for metric in PROMISES if (metric, self.quarter.name) in self.figures), "")
        return (*HEADLINES, *([promises] if promises else []))

    def chapters(self, language: str) -> list[tuple[str, str]]:
        """Address and heading of each chapter of its review, as its contents list them."""
        page = self.file("review", ".html", language)
        return [(f"{page}#{anchor}", unescape(title)) for anchor, title in _CHAPTER.findall((self.folder.parent / page).read_text(encoding="utf-8"))] if page else []


def _figure(row: Mapping[str, str]) -> Figure:
    return Figure(row["metric"], row["account_id"], row["dimension"], row["quarter"], from_text(row["value"], row["unit"]), row["unit"], reason=row["reason"])


def published(folder: Path) -> list[Published]:
    """The quarters whose review stands in a company's folder, newest first; one that was taken away is not missed."""
    found = []
    for place in sorted(folder.iterdir(), reverse=True):
        if re.fullmatch(r"\d{4}Q[1-4]", place.name) and all((place / name).is_file() for name in ("figures.csv", "review.html", "manifest.json")):
            manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
            params, asked = manifest["params"], manifest.get("questions", [])
            found.append(Published(place, Quarter.parse(place.name, params["fiscal_year_start"]), tuple(params["languages"]), len(asked)))
    return found


def write_archive(folder: Path, titles: Mapping[str, str], voices: Sequence[Voice]) -> None:
    """``index.html`` of a company and one page for each further language, each put in place in one step."""
    quarters = published(folder)
    for voice in voices:
        name = _page_name(voice.language, voices)
        aside = folder / f".{name}"
        aside.write_text(_page(quarters, titles[voice.language], voice, voices), encoding="utf-8")
        os.replace(aside, folder / name)


def _page_name(language: str, voices: Sequence[Voice]) -> str:
    return "index.html" if language == voices[0].language else f"index.{language}.html"


def _page(quarters: Sequence[Published], title: str, voice: Voice, voices: Sequence[Voice]) -> str:
    told = "".join((*_trends(quarters, voice), *(_section(one, voice) for one in quarters)))
    body = displayable(f"<header><h1>{escape(title)}</h1>{_languages(voice, voices)}</header><main class=\"single\">{told or _nothing(voice)}</main>")
    head = (
        f'<!doctype html><html lang="{LANG[voice.language]}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY.format(script=NO_SCRIPT)}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(displayable(title))}</title>'
        f"<style>{embedded_font(body)}{style()}{(HERE / 'archive.css').read_text(encoding='utf-8')}</style></head>"
    )
    return f"{head}<body>{body}</body></html>\n"


def _nothing(voice: Voice) -> str:
    return f'<p class="empty">{escape(voice.word("archive.none"))}</p>'


def _languages(voice: Voice, voices: Sequence[Voice]) -> str:
    """The same page in the other languages."""
    others = [one.language for one in voices if one.language != voice.language]
    links = " ".join(f'<a href="{_page_name(other, voices)}" lang="{LANG[other]}" hreflang="{LANG[other]}">{NAMES[other]}</a>' for other in others)
    return f'<nav class="languages" aria-label="{escape(voice.word("archive.languages"))}">{links}</nav>' if links else ""


def _trends(quarters: Sequence[Published], voice: Voice) -> Iterator[str]:
    """A small line for each headline figure, over every quarter that a published review knows."""
    lines = [drawn for metric in (quarters[0].headlines if quarters else ()) if (drawn := _trend(metric, quarters, voice))]
    if lines:
        yield f'<section><h2>{escape(voice.word("archive.trends"))}</h2><div class="trends">{"".join(lines)}</div></section>'


def _trend(metric: str, quarters: Sequence[Published], voice: Voice) -> str:
    points = _points(metric, quarters)
    known = [one for one in points if one.value is not None]
    if len(known) < 2:
        return ""
    first, last = known[0], known[-1]
    values = [voice.say("archive.point", quarter=one.quarter, value=_plain(one, voice)) for one in known]
    alt = voice.word("archive.trend", name=voice.name(metric), first=first.quarter, last=last.quarter, values=values)
    ends = voice.word("archive.from_to", first=first.quarter, before=_plain(first, voice), last=last.quarter, now=_plain(last, voice))
    line = sparkline([None if one.value is None else float(one.value) for one in points], alt)
    return f"<figure><figcaption><strong>{escape(voice.name(metric))}</strong></figcaption>{line}<figcaption>{escape(ends)}</figcaption></figure>"


def _points(metric: str, quarters: Sequence[Published]) -> list[Figure]:
    """The figure of each quarter, oldest first and without holes: as its own review published it, else as the newest one that knows it does."""
    found: dict[str, Figure] = {}
    for one in quarters:
        found = {quarter: figure for (of, quarter), figure in one.figures.items()
                 if of == metric and quarter != SAME_DAY} | found
    found |= {one.quarter.name: one.figures[metric, one.quarter.name] for one in quarters if (metric, one.quarter.name) in one.figures}
    if not found:
        return []
    at, last, points = Quarter.parse(min(found)), max(found), []
    while at.name <= last:
        points.append(found.get(at.name, Figure(metric, "", "", at.name, None, "")))
        at = at + 1
    return points


def _plain(figure: Figure, voice: Voice) -> str:
    return voice.number(figure.value, figure.unit, figure.metric) if figure.value is not None else voice.unknown(figure.reason)


def _section(one: Published, voice: Voice) -> str:
    """One quarter: its headline figures as its brief shows them, the way to its review, its chapters."""
    items = [Headline(one.figures[metric, one.quarter.name], _year_ago(one, metric, voice)) for metric in one.headlines if (metric, one.quarter.name) in one.figures]
    said = voice.quarter(one.quarter)
    page = one.file("review", ".html", voice.language) or one.file("review", ".html", one.languages[0])
    draft = f'<p class="draft">{escape(voice.word("page.draft", n=one.questions))}</p>' if one.questions else ""
    return (
        f'<section class="quarter" id="{one.quarter.name}"><h2><a href="{page}">{escape(said)}</a></h2>{draft}{Headlines(voice, items)._repr_html_()}'
        f'<p class="links">{voice.say("archive.review", links=_linked(_reviews(one, voice), " · ")).html}</p>{_chapters(one, voice)}'
        f'<p class="links note">{voice.say("archive.also", links=_linked(_tables(one, voice), voice.locale.comma)).html}</p></section>'
    )


def _year_ago(one: Published, metric: str, voice: Voice) -> list[Sentence]:
    same_day = one.figures.get((metric, SAME_DAY))
    before = same_day or one.figures.get((metric, one.quarter.last_year.name))
    return [voice.say("headline.same_day" if same_day else "headline.year_ago", before=bare(before))] if before and before.known else []


def _linked(links: Iterable[str], between: str) -> Sentence:
    return Sentence(between.join(links), "")


def _reviews(one: Published, voice: Voice) -> Iterator[str]:
    """The page and the PDF in each language, the reader's first."""
    for language in sorted(one.languages, key=lambda code: code != voice.language):
        files = [(one.file("review", ".html", language), NAMES[language]), (one.file("review", ".pdf", language), f"{NAMES[language]}, PDF")]
        yield from (f'<a href="{address}" hreflang="{LANG[language]}">{escape(name)}</a>' for address, name in files if address)


def _chapters(one: Published, voice: Voice) -> str:
    language = voice.language if voice.language in one.languages else one.languages[0]
    listed = "".join(f'<li><a href="{escape(address)}">{escape(title)}</a></li>' for address, title in one.chapters(language))
    label = escape(voice.word("archive.chapters", quarter=one.quarter))
    return f'<nav aria-label="{label}"><ul class="chapters">{listed}</ul></nav>' if listed else ""


def _tables(one: Published, voice: Voice) -> Iterable[str]:
    files = (("review.xlsx", "archive.workbook"), ("figures.csv", "archive.figures"))
    return (f'<a href="{one.folder.name}/{name}">{escape(voice.word(phrase))}</a>' for name, phrase in files if (one.folder / name).is_file())

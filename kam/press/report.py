"""``make report``: from params to the published review, in the order in which it happens."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat

from kam import store
from kam.check.next_steps import refusal
from kam.check.plans import promised
from kam.errors import InputError, many
from kam.intake.plans import PLANS, plans_of
from kam.params import load_params
from kam.press.archive import write_archive
from kam.press.kernels import Kernels
from kam.press.lock import alone
from kam.press.page import Page, Words, for_customer, for_us, render_page
from kam.press.pdf import render_pdf, render_png
from kam.press.plans import lay_out
from kam.press.publish import COMPLETE, new_version, publish, repair
from kam.press.run import Executed, Job, run_chapters
from kam.review import Review, opened_anew, params_file
from kam.review.files import write_files
from kam.wording import Voice
from kam.wording.said import said

log = logging.getLogger(__name__)
NOTEBOOKS = store.HOUSE / "notebooks"
ACCOUNT = "account"
CODE = (".py", ".sql", ".yaml", ".css", ".js", ".j2")
LIBRARIES = ("duckdb", "matplotlib", "nbconvert", "numpy", "pandas", "papermill", "plutoprint", "scikit-learn")


def publish_report(company: str, quarter: str, out: Path, fresh: bool = False) -> str:
    """Publish the review of one quarter and say where it stands.

    Raises KamError (exit 1) before any kernel starts when params, quarter or inputs are wrong, ChapterError (exit 2) when a
    chapter fails; the review published before stays as it is in both cases.
    """
    params = load_params(params_file(company))
    folder = out.resolve() / params.company
    with alone(folder, f"make report {quarter}".strip(), wait=True):
        review = opened_anew(params, quarter, folder, fresh)
        if refused := refusal(review.inputs, params, Voice("en")):
            raise InputError("\n".join(refused))
        place = folder / review.quarter.name
        repair(place)
        built = new_version(place)
        try:
            with _pinned(review.inputs.fingerprint), Kernels() as kernels:
                executed = run_chapters(_jobs(review, built), kernels)
            log.info("setting %s ...", many(len(review.params.languages) * (1 + 2 * len(review.key_accounts)), "page"))
            _write_pages(review, executed, built)
            log.info("writing csv files and workbooks ...")
            write_files(review, built)
            _write_manifest(review, built)
        except BaseException:
            shutil.rmtree(built, ignore_errors=True)
            raise
        publish(built, place)
        lay_out(review, folder / PLANS)
        _write_archive(review, folder)
    plans = [plan for plan in plans_of(params, folder / PLANS, review.quarter) if plan.quarter == review.quarter.name]
    return "\n".join([f"published: {place / 'review.html'}", *promised(plans, review.inputs, review.voice)])


@contextmanager
def _pinned(fingerprint: str) -> Iterator[None]:
    """Every kernel that starts meanwhile opens the tables that were read, and nobody does afterwards."""
    os.environ["KAM_SNAPSHOT"] = fingerprint
    try:
        yield
    finally:
        del os.environ["KAM_SNAPSHOT"]


def _chapters() -> list[Path]:
    """Every notebook is a chapter, in the order of the names, but for the one that tells of a single account."""
    return [path for path in sorted(NOTEBOOKS.glob("*.ipynb")) if path.stem != ACCOUNT]


def _jobs(review: Review, built: Path) -> list[Job]:
    jobs = []
    for language in review.params.languages:
        given = {"company": str(review.params.path), "quarter": review.quarter.name, "language": language}
        suffix = _suffix(review, language)
        jobs += [Job(f"{path.stem}{suffix}", path, given, built / "notebooks" / f"{path.stem}{suffix}.ipynb") for path in _chapters()]
        for account in review.key_accounts:
            name = f"{ACCOUNT}-{review.file_names[account]}{suffix}"
            jobs.append(Job(name, NOTEBOOKS / f"{ACCOUNT}.ipynb", {**given, "account_id": account}, built / "notebooks" / f"{name}.ipynb"))
    return jobs


def _suffix(review: Review, language: str) -> str:
    return "" if language == review.params.languages[0] else f".{language}"


def _write_pages(review: Review, executed: list[Executed], built: Path) -> None:
    """The review, the brief's picture and the account pages, in every language."""
    notebooks = {one.job.name: one.notebook for one in executed}
    (built / "accounts").mkdir()
    for language in review.params.languages:
        told = Review(review.books, review.quarter, language, review.place)
        suffix, words = _suffix(review, language), _words(told)
        title = told.voice.word("page.title", company=told.title, quarter=told.quarter)
        chapters = [(path.stem, notebooks[f"{path.stem}{suffix}"]) for path in _chapters()]
        opening: dict[str, Any] = {"draft": told.draft, "reached": told.reached.text}
        every: Any = {"paper": told.params.report.paper, **opening}
        accounts = {told.name(account): f"accounts/{told.file_names[account]}{suffix}.html" for account in told.key_accounts}
        _page(Page(title, title, language, chapters, words, definitions="", accounts=accounts, **every), built / f"review{suffix}")
        brief = render_page(Page(title, title, language, chapters[:1], words, **opening))
        (built / f"brief{suffix}.png").write_bytes(render_png(brief))
        for account in told.key_accounts:
            notebook = notebooks[f"{ACCOUNT}-{told.file_names[account]}{suffix}"]
            stem = built / "accounts" / told.file_names[account]
            name = told.name(account)
            ours = told.voice.word("page.account_title", name=name, quarter=told.quarter)
            theirs = told.voice.word("page.customer_title", name=name, company=told.title, quarter=told.quarter)
            own = Page(
                ours, ours, language, [(ACCOUNT, for_us(notebook))], words,
                definitions=f"../review{suffix}.html", above=title, **every,
            )  # fmt: skip
            shown = Page(
                theirs, theirs, language, [(ACCOUNT, for_customer(notebook))], words,
                **every,
            )  # fmt: skip
            _page(own, stem.with_name(f"{stem.name}{suffix}"))
            _page(shown, stem.with_name(f"{stem.name}.customer{suffix}"))


def _words(review: Review) -> Words:
    say = review.voice.word
    return Words(say("page.contents"), say("page.skip"), say("page.replaced"), say("page.sort"), say("page.filter"), say("page.on_screen"))


def _page(page: Page, stem: Path) -> None:
    html = render_page(page)
    stem.with_name(f"{stem.name}.html").write_text(html, encoding="utf-8")
    stem.with_name(f"{stem.name}.pdf").write_bytes(render_pdf(html, page.marked(page.title), page.language))


def _write_archive(review: Review, folder: Path) -> None:
    """Every published quarter of the company, in each language."""
    told = [Review(review.books, review.quarter, language, review.place) for language in review.params.languages]
    titles = {one.voice.language: one.voice.word("page.index_title", company=one.title) for one in told}
    write_archive(folder, titles, [one.voice for one in told])


def _write_manifest(review: Review, built: Path) -> None:
    """What the review was made from, with the run's fingerprint; it stands in the folder last, when the review is complete."""
    params: dict[str, Any] = review.params.model_dump(mode="json", by_alias=True)
    manifest = {
        "company": review.params.company,
        "quarter": review.quarter.name,
        "reached": {language: Review(review.books, review.quarter, language, review.place).reached.text for language in review.params.languages},
        "params": params | {"folder": str(review.params.folder)},
        "dated_rules": review.params.dated_rules,
        "rules_in_force": review.books.rules(review.quarter).model_dump(mode="json", by_alias=True),
        "inputs": review.inputs.files,
        "fingerprint": review.inputs.fingerprint,
        "segments_reference": review.params.reference.get("fingerprint", ""),
        "chapters": [path.stem for path in _chapters()],
        "notebooks": {path.stem: _told(path) for path in NOTEBOOKS.glob("*.ipynb")},
        "code": store.code_key(*(path for path in (store.HOUSE / "kam").rglob("*") if path.suffix in CODE)),
        "pages": {account: review.file_names[account] for account in review.key_accounts},
        "questions": [said(note, review.voice) for note in review.inputs.questions],
        "versions": {name: version(name) for name in LIBRARIES},
    }
    key = hashlib.sha256(json.dumps(manifest, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
    text = json.dumps({**manifest, "run": key}, indent=1, sort_keys=True, ensure_ascii=False)
    (built / COMPLETE).write_text(text + "\n", encoding="utf-8")


def _told(notebook: Path) -> str:
    """The fingerprint of what a notebook says: its cells and their tags, not what a lab left under them."""
    cells = nbformat.read(notebook, as_version=4).cells
    return store.key_of([(cell.cell_type, cell.source, cell.metadata.get("tags", [])) for cell in cells])

"""Mail arrives, shows and is sent once: a published review, a real server, and servers that refuse, hang and hang up."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from kam.__main__ import main
from kam.params import load_params
from kam.press.lock import alone
from kam.press.mail import post
from kam.press.mail.gate import MOST_HTML, faults
from kam.press.mail.message import body_of
from kam.press.mail.post import Server
from kam.press.mail.send import _open

from .smtp import Box, broken, serving, silent

PEOPLE = """people:
  - {email: gm@example.com, role: executive, language: zh}
  - {email: vp@example.com, role: executive}
  - {email: wang@example.com, role: manager, accounts: [A]}
  - {email: li@example.com, role: manager, accounts: [B, Z]}
  - {email: ops@example.com, role: maintainer}
"""
READERS = ["gm@example.com", "vp@example.com", "wang@example.com", "li@example.com"]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published review of two accounts, in English and Chinese."""
    place = tmp_path_factory.mktemp("mail")
    months = [(year, month) for year in (2025, 2026) for month in range(1, 10)]
    rows = [f"{year}{month:02d}{account},1,invoice,{year}-{month:02d}-28,{account},P1,10,{amount}" for year, month in months for account, amount in (("A", 600), ("B", 300))]
    (place / "sales.csv").write_text("document,line,kind,date,account_id,product_id,qty,net_amount\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (place / "accounts.csv").write_text("account_id,name,kind\nA,甲服饰,dealer\nB,乙服饰,dealer\n", encoding="utf-8")
    (place / "acme.yaml").write_text(
        "company: acme\ntitle: {en: Acme, zh: 阿克米}\nlanguages: [en, zh]\nsources:\n  accounts: {file: accounts.csv}\n  sales: {file: sales.csv}\n" + PEOPLE, encoding="utf-8"
    )
    assert main(["report", "Q3", "--company", str(place / "acme.yaml"), "--out", str(place / "out")]) == 0
    return place


@pytest.fixture(autouse=True)
def fresh_ledger(company: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody was written to yet; no try waits for the next one."""
    monkeypatch.setenv("KAM_MAIL_FROM", "Acme 评估 <kam@acme.example>")
    monkeypatch.setattr(post, "PAUSES", (0.0, 0.0))
    yield
    (company / "out" / "acme" / ".mail" / "2026Q3.jsonl").unlink(missing_ok=True)


def email(company: Path, url: str, monkeypatch: pytest.MonkeyPatch, *more: str) -> int:
    monkeypatch.setenv("KAM_SMTP_URL", url)
    return main(["email", "Q3", "--company", str(company / "acme.yaml"), "--out", str(company / "out"), *more])


def test_each_person_gets_what_people_grants(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box()
    with serving(box) as url:
        assert email(company, url, monkeypatch) == 0
    assert box.to() == READERS
    attached = {to: [part.get_filename() for part in message.iter_attachments()] for to, message in box.taken}
    assert attached == {
        "gm@example.com": ["acme-2026Q3.zh.pdf", "acme-2026Q3.zh.html"],
        "vp@example.com": ["acme-2026Q3.pdf", "acme-2026Q3.html"],
        "wang@example.com": ["A.pdf"],
        "li@example.com": ["B.pdf"],
    }
    mails = dict(box.taken)
    for kind in ("plain", "html"):
        assert "甲服饰" in body_of(mails["wang@example.com"], kind) and "乙服饰" not in body_of(mails["wang@example.com"], kind)
        assert "乙服饰" in body_of(mails["li@example.com"], kind) and "甲服饰" not in body_of(mails["li@example.com"], kind)


def test_the_message_itself_says_the_brief_in_the_readers_language(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box()
    with serving(box) as url:
        email(company, url, monkeypatch)
    mails = dict(box.taken)
    with (company / "out/acme/2026Q3/figures.csv").open(encoding="utf-8", newline="") as file:
        sales = next(row["value"] for row in csv.DictReader(file) if (row["metric"], row["account_id"], row["dimension"], row["quarter"]) == ("net_sales", "", "", "2026Q3"))
    assert sales == "2700"
    for kind in ("plain", "html"):
        assert "CNY\u00a02,700" in body_of(mails["vp@example.com"], kind)
        assert "2,700" in body_of(mails["gm@example.com"], kind) and "净销售额" in body_of(mails["gm@example.com"], kind)
    assert mails["gm@example.com"]["Subject"].startswith("阿克米2026年第3季度大客户评估，销售数据截至2026年")
    headers = {name: str(mails["vp@example.com"][name]) for name in ("Auto-Submitted", "List-Unsubscribe", "From")}
    assert headers == {"Auto-Submitted": "auto-generated", "List-Unsubscribe": "<mailto:ops@example.com?subject=unsubscribe>", "From": "Acme 评估 <kam@acme.example>"}
    assert all(mails["vp@example.com"][name] for name in ("Message-ID", "Date"))


def test_pictures_are_parts_of_the_message_with_their_finding_as_text(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box()
    with serving(box) as url:
        email(company, url, monkeypatch)
    pictures = [part for part in dict(box.taken)["vp@example.com"].walk() if part.get_content_type() == "image/png"]
    assert len(pictures) == 1 and pictures[0].get_content_disposition() == "inline" and pictures[0]["Content-ID"] == "<chart1@kam>"
    assert 'src="cid:chart1@kam"' in body_of(dict(box.taken)["vp@example.com"], "html")
    assert int.from_bytes(pictures[0].get_content()[16:20], "big") == 1080


def test_a_second_call_sends_nothing_twice(company: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    box = Box()
    with serving(box) as url:
        assert email(company, url, monkeypatch) == 0
        assert email(company, url, monkeypatch) == 0
        assert email(company, url, monkeypatch, "--resend") == 0
    assert box.to() == READERS
    assert capsys.readouterr().out.count("already sent on") == 8


def test_a_temporary_refusal_is_tried_again(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box(rcpt=("451 grey-listed", "250 OK"), data=("421 busy",))
    with serving(box) as url:
        assert email(company, url, monkeypatch) == 0
    assert box.to() == READERS


def test_a_final_refusal_is_told_and_the_others_get_theirs(company: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    box = Box(rcpt=("550 no such user",))
    with serving(box) as url:
        assert email(company, url, monkeypatch) == 3
        said = capsys.readouterr().err
        assert "gm@example.com: refused for good (550 no such user)" in said and "Traceback" not in said
        assert box.to() == [*READERS[1:], "ops@example.com"]
        assert email(company, url, monkeypatch) == 0
    assert box.to() == [*READERS[1:], "ops@example.com", "gm@example.com"]


def test_failures_go_to_the_maintainers_and_to_nobody_else(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box(rcpt=("550 no such user",))
    with serving(box) as url:
        email(company, url, monkeypatch)
    told = [(to, body_of(message, "plain")) for to, message in box.taken if "did not reach" in str(message["Subject"])]
    assert [to for to, _ in told] == ["ops@example.com"] and "gm@example.com: refused for good" in told[0][1]


def test_a_drop_after_the_data_is_in_doubt_and_repeated_only_when_asked(company: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with broken(after_data=True) as url:
        assert email(company, url, monkeypatch) == 3
    assert capsys.readouterr().err.count("in doubt") == 4
    box = Box()
    with serving(box) as url:
        assert email(company, url, monkeypatch) == 3
        assert "in doubt since" in capsys.readouterr().err
        assert [to for to in box.to() if to in READERS] == []
        assert email(company, url, monkeypatch, "--resend") == 0
    assert [to for to in box.to() if to in READERS] == READERS


def test_a_drop_before_the_data_is_simply_tried_again_by_the_next_call(company: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with broken(after_data=False) as url:
        assert email(company, url, monkeypatch) == 3
    assert "not now" in capsys.readouterr().err
    box = Box()
    with serving(box) as url:
        assert email(company, url, monkeypatch) == 0
    assert box.to() == READERS


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    message = EmailMessage()
    message["From"] = "kam@acme.example"
    with silent() as url:
        outcome = post.hand_over(message, "gm@example.com", Server.parse(url), lambda: None, timeout=0.2)
    assert outcome.state == "deferred"


def test_a_password_is_never_sent_in_the_clear_nor_shown(company: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    box = Box()
    with serving(box) as url:
        assert email(company, url.replace("//", "//me:hush%40@"), monkeypatch) == 3
    assert box.taken == []
    said = capsys.readouterr()
    assert "not sent in the clear" in said.err and "hush" not in said.out + said.err


@pytest.mark.parametrize("url", ["", "mail.example.com", "http://mail.example.com", "smtp://mail.example.com:many"])
def test_a_wrong_address_of_the_server_is_one_message(company: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str) -> None:
    assert email(company, url, monkeypatch) == 1
    assert "KAM_SMTP_URL is not the address of a mail server" in capsys.readouterr().err


def test_a_message_that_does_not_pass_sends_nothing_to_any_reader(company: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("kam.press.mail.gate.MOST_HTML", 100)
    box = Box()
    with serving(box) as url:
        assert email(company, url, monkeypatch) == 3
    assert box.to() == ["ops@example.com"]
    assert "nothing was sent" in capsys.readouterr().err


def test_a_quarter_that_is_not_published_is_named(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["email", "2025Q1", "--company", str(company / "acme.yaml"), "--out", str(company / "out")]) == 1
    assert "run `make report QUARTER=2025Q1` first" in capsys.readouterr().err


def test_a_dry_run_writes_what_would_be_sent(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kam.press.mail.send.HOUSE", company)
    assert main(["email", "Q3", "--company", str(company / "acme.yaml"), "--out", str(company / "out"), "--dry"]) == 0
    assert sorted(path.name for path in (company / "outbox/acme/2026Q3").iterdir()) == [f"{name}%40example.com.eml" for name in ("gm", "li", "vp", "wang")]
    assert not (company / "out/acme/.mail/2026Q3.jsonl").exists()


def passing() -> EmailMessage:
    message = EmailMessage()
    for name in ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe"):
        message[name] = "x@example.com"
    message.set_content("one two three four five")
    message.add_alternative('<html><body><table style="max-width: 600px"><tr><td>x<img src="cid:c" width="568" alt="finding"></td></tr></table></body></html>', subtype="html")
    message.get_payload()[1].add_related(b"x", "image", "png", cid="<c>")  # type: ignore[index, union-attr]
    return message


def spoilt(html: str) -> list[str]:
    message = passing()
    part = message.get_body(("html",))
    assert part is not None
    part.set_content(str(part.get_content()).replace("x<img", f"{html}<img"), subtype="html")
    return faults(message)


def test_a_message_is_measured() -> None:
    assert faults(passing()) == []
    assert "bytes; more than" in spoilt("y" * MOST_HTML)[0]
    assert spoilt('<p style="display: flex">a</p>') == ["style 'display: flex' is not shown by mail clients"]
    assert spoilt('<p style="max-width: 9px">a</p>') == ["style 'max-width' is not shown on <p>"]
    assert spoilt("<svg></svg>") == ["<svg> is not shown by mail clients"]
    assert spoilt('<img src="cid:c" width="9">') == ["picture 'cid:c' has no alternative text"]
    assert spoilt('<img src="cid:d" width="9" alt="a">') == ["picture 'cid:d' is missing from the message"]
    assert spoilt('<img src="data:image/png;base64,x" width="9" alt="a">') == ["picture 'data:image/png;base64,x' is not a part of the message"]


def test_a_title_cannot_write_a_header_of_its_own(company: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    wicked = company / "wicked.yaml"
    wicked.write_text((company / "acme.yaml").read_text(encoding="utf-8").replace("en: Acme", 'en: "Acme\\nBcc: all@example.com"'), encoding="utf-8")
    box = Box()
    with serving(box) as url:
        monkeypatch.setenv("KAM_SMTP_URL", url)
        assert main(["email", "Q3", "--company", str(wicked), "--out", str(company / "out")]) == 1
    assert box.taken == [] and "a header cannot be written" in capsys.readouterr().err


def test_a_link_stands_in_for_the_attached_page_where_params_say_so(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    linked = company / "linked.yaml"
    linked.write_text((company / "acme.yaml").read_text(encoding="utf-8") + "review_link: https://intranet.example/kam/\n", encoding="utf-8")
    box = Box()
    with serving(box) as url:
        monkeypatch.setenv("KAM_SMTP_URL", url)
        assert main(["email", "Q3", "--company", str(linked), "--out", str(company / "out")]) == 0
    mail = dict(box.taken)["vp@example.com"]
    assert [part.get_filename() for part in mail.iter_attachments()] == ["acme-2026Q3.pdf"]
    assert "https://intranet.example/kam/acme/2026Q3/review.html" in body_of(mail, "plain")
    assert [_open(load_params(linked), named, company / "out").place.name for named in ("q3", "")] == ["2026Q3", "2026Q3"]


def test_a_correction_goes_to_those_whose_mail_it_changes(
    company: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = company / "out/acme/2026Q3/manifest.json"
    page = company / "out/acme/2026Q3/accounts/B.pdf"
    before = manifest.read_text(encoding="utf-8"), page.read_bytes()
    box = Box()
    with serving(box) as url:
        email(company, url, monkeypatch)
        corrected = json.loads(before[0]) | {"run": "another"}
        manifest.write_text(json.dumps(corrected), encoding="utf-8")
        page.write_bytes(before[1] + b"\n% corrected")
        try:
            capsys.readouterr()
            assert email(company, url, monkeypatch) == 0
            said = capsys.readouterr().out
            assert said.count("already sent on") == 3
            assert "li@example.com: an earlier version was sent on" in said
            assert "(changed: B.pdf); RESEND=1" in said
            assert box.to() == READERS, "a new run alone sends nothing"
            assert email(company, url, monkeypatch, "--resend") == 0
            assert "li@example.com: sent (changed: B.pdf)" in capsys.readouterr().out
        finally:
            manifest.write_text(before[0], encoding="utf-8")
            page.write_bytes(before[1])
    assert box.to() == [*READERS, "li@example.com"]


def test_an_answer_that_is_no_reply_is_in_doubt(
    company: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    box = Box(data=("xyz what",))
    with serving(box) as url:
        assert email(company, url, monkeypatch) == 3
        assert "gm@example.com: in doubt" in capsys.readouterr().err
        sent = len(box.to())
        assert email(company, url, monkeypatch) == 3
    assert box.to()[sent:] == ["ops@example.com"], "what is in doubt is not repeated"


def test_a_second_call_at_the_same_time_sends_nothing(
    company: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    box = Box()
    with serving(box) as url, alone(company / "out/acme", "make email Q3", wait=False):
        assert email(company, url, monkeypatch) == 1
    assert box.to() == [] and "make email Q3 (process" in capsys.readouterr().err

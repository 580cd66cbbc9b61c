"""A wrong params file is one message: file, line, fact, remedy."""

import json
from pathlib import Path

import pytest

from kam.errors import ParamsError
from kam.params import load_params, schema
from kam.quarters import Quarter
from kam.store import HOUSE

GOOD = "company: acme\nsources:\n  sales: {file: a.csv}\n"


def written(place: Path, text: str) -> Path:
    path = place / "acme.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + "languags: [en]\n", "acme.yaml, line 4: unknown key 'languags'; did you mean 'languages'?"),
        (GOOD + "rules:\n  stars: {3: {sales_befor_below: 0.9}}\n", "acme.yaml, line 5: unknown key 'sales_befor_below' under rules.stars.3; did you mean 'sales_before_below'?"),
        (GOOD.replace("sales:", "sale:"), "unknown key 'sale' under sources; did you mean 'sales'?"),
        (GOOD + "company: twice\n", "'company' stands here a second time; remove one"),
        (GOOD + "rules: {strength: {criteria: {capital: {anchors: 3}}}}\n", "acme.yaml, line 4: 'rules.strength.criteria.capital.anchors' is 3: input should be a valid dictionary"),
        (GOOD + "report: {paper: legal}\n", "acme.yaml, line 4: 'report.paper' is 'legal': input should be 'a4' or 'letter'"),
        (GOOD + "rules: {stars: {4: {countback_dso_at_most: -1}}}\n", "input should be greater than or equal to 0"),
        (GOOD + "rules: {quality: {floor_share: 80}}\n", "line 4: 'rules.quality.floor_share' is 80: input should be less than or equal to 1; a share is written as a fraction: 0.8"),
        (GOOD.replace("a.csv}", "a.csv, columns: {net_amont: Net}}"), "acme.yaml, line 3: unknown key 'net_amont' under sources.sales.columns; did you mean 'net_amount'?"),
        (GOOD.replace(" {file: a.csv}", "\n    - file: a.csv\n      fill_down: [document, dat]"), "acme.yaml, line 5: unknown key 'dat' under sources.sales.0.fill_down; did you mean 'date'?"),
        (GOOD + "  receivables: {file: b.csv, columns: {balance: Saldo}, constants: {acount_id: A}}\n", "line 4: unknown key 'acount_id' under sources.receivables.constants"),
        (GOOD + "   currency: CNY\n", "acme.yaml, line 4: is not YAML: its indentation does not fit the lines above"),
        (GOOD + "title: {en: Acme\n", "is not YAML: a bracket is not closed, or a comma is missing between two entries"),
        (GOOD + "title: {en: 'Acme}\n", "is not YAML: a quotation mark is not closed"),
        (GOOD + "rules:\n\tstars: {}\n", "acme.yaml, line 5: is not YAML: a tab or a sign stands where none can"),
    ],
)
def test_a_misspelt_or_impossible_entry_names_its_line_and_remedy(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ParamsError) as fault:
        load_params(written(tmp_path, text))
    assert said in str(fault.value)


BOMB = "x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n" + "".join(
    f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]\n" for n in range(1, 10)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sources: &a {sales: *a}\n", "line 1: aliases repeat entries without end"),
        ("rules: &r\n  <<: *r\n", "line 1: aliases repeat entries without end"),
        ("plans: &p [a, *p]\n", "aliases repeat entries without end"),
        (BOMB, "aliases repeat entries without end"),
        ("plans: " + "[" * 500 + "]" * 500, "is nested hundreds of levels deep; write it flat"),
        ('folder: "a\\0b"\n', "line 1: 'folder' holds an invisible character; type it anew"),
    ],
)
def test_yaml_that_never_ends_is_refused_at_once(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ParamsError, match="acme.yaml") as fault:
        load_params(written(tmp_path, text))
    assert said in str(fault.value)


def test_an_alias_that_spares_writing_is_read(tmp_path: Path) -> None:
    text = "company: acme\nsources:\n  sales:\n    - &a {file: a.csv, columns: {net_amount: Net}}\n    - {<<: *a, file: b.csv}\n"
    entries = load_params(written(tmp_path, text)).sources["sales"]
    assert [(one.file, one.columns) for one in entries] == [("a.csv", {"net_amount": "Net"}), ("b.csv", {"net_amount": "Net"})]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match="no such file"):
        load_params(tmp_path / "none.yaml")


def test_G8_a_dated_file_holds_for_quarters_up_to_its_own(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD + "rules: {tiny_base: 5}\n")
    (tmp_path / "acme.2026Q2.yaml").write_text("rules: {tiny_base: 7}\n", encoding="utf-8")
    params = load_params(path)
    assert [params.rules_for(Quarter.parse(name)).tiny_base for name in ("2026Q1", "2026Q2", "2026Q3")] == [7, 7, 5]


def test_a_band_that_names_one_criterion_keeps_the_others(tmp_path: Path) -> None:
    band = load_params(written(tmp_path, GOOD + "rules: {stars: {3: {sales_before_below: 0.9}}}\n")).rules.stars.three
    assert (band.sales_before_below, band.countback_dso_at_most) == (0.9, 60)


def test_the_schema_that_editors_read_is_that_of_the_code() -> None:
    """Written anew by: python -c "import json, kam.params as p; print(json.dumps(p.schema(), indent=1, ensure_ascii=False))" > params/schema.json"""
    assert json.loads((HOUSE / "params" / "schema.json").read_text(encoding="utf-8")) == schema()

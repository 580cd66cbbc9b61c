"""A figure in a sentence is a link; in a table the head of its column or row is."""

from urllib.parse import unquote

from lxml import etree
from lxml import html as lxml_html

from kam.names import file_name
from kam.press.links import alone, lead_to_accounts, lead_to_definitions, name_definitions


def linked(text: str, defined: set[str] | None = None) -> str:
    root = lxml_html.fragment_fromstring(text, create_parent="section")
    lead_to_definitions(root, "", defined)
    return str(etree.tostring(root, encoding="unicode", method="html"))


def figure(metric: str) -> str:
    return f'<data data-metric="{metric}">9</data>'


def test_a_figure_in_a_sentence_is_a_link_and_its_sentence_goes_on() -> None:
    assert linked(f"<p>We sold {figure('net_sales')} net.</p>") == (
        '<section><p>We sold <a class="def" href="#definition-net_sales"><data data-metric="net_sales">9</data></a> net.</p></section>'
    )


def test_what_is_not_defined_is_no_link() -> None:
    assert "href" not in linked(f"<p>{figure('net_sales')}</p>", {"grr"})


def test_the_head_of_a_column_of_one_metric_is_the_link_and_its_cells_are_none() -> None:
    table = f'<table><thead><tr><th>Account</th><th>Net sales <span class="unit">CNY</span></th></tr></thead><tbody><tr><th>A</th><td>{figure("net_sales")}</td></tr></tbody></table>'
    shown = linked(table)
    assert '<th><a class="def" href="#definition-net_sales">Net sales </a><span class="unit">CNY</span></th>' in shown
    assert shown.count("href") == 1


def test_where_columns_are_quarters_the_head_of_the_row_is_the_link() -> None:
    rows = "".join(f"<tr><th>{name}</th><td>{figure(name)}</td><td>{figure(name)}</td></tr>" for name in ("nrr", "grr"))
    shown = linked(f"<table><thead><tr><th>Figure</th><th>Now</th><th>Then</th></tr></thead><tbody>{rows}</tbody></table>")
    assert [f'<th><a class="def" href="#definition-{name}">{name}</a></th>' in shown for name in ("nrr", "grr")] == [True, True]


def test_a_definition_has_an_anchor_and_leads_to_the_file_of_figures() -> None:
    root = lxml_html.fragment_fromstring('<code data-defines="nrr">nrr</code>', create_parent="p")
    assert name_definitions(root, "figures.csv") == {"nrr"}
    assert etree.tostring(root, encoding="unicode", method="html") == '<p><code id="definition-nrr"><a href="figures.csv">nrr</a></code></p>'


def test_an_account_at_the_head_of_a_row_leads_to_its_page_and_others_lead_nowhere() -> None:
    root = lxml_html.fragment_fromstring("<table><tbody><tr><th>宁波 金缕</th><td>1</td></tr><tr><th>慈溪</th><td>2</td></tr></tbody></table>", create_parent="section")
    lead_to_accounts(root, {"宁波 金缕": "accounts/A-1.html"})
    assert [(link.text, link.get("href")) for link in root.iter("a")] == [("宁波 金缕", "accounts/A-1.html")]


def test_an_account_whose_id_is_not_ascii_leads_to_the_file_of_that_name() -> None:
    root = lxml_html.fragment_fromstring("<table><tbody><tr><th>何惠</th></tr></tbody></table>", create_parent="section")
    page = f"accounts/{file_name('何惠')}.html"
    lead_to_accounts(root, {"何惠": page})
    assert [unquote(link.get("href")) for link in root.iter("a")] == [page]


def test_a_page_that_travels_alone_keeps_only_links_that_lead_somewhere() -> None:
    page = '<a href="#end">end</a> <a class="x" href="accounts/A-1.html">A-1</a> <a href="../review.html#definition-nrr"><data>9</data></a> <a href="https://acme.example/">home</a>'
    assert alone(page) == '<a href="#end">end</a> A-1 <data>9</data> <a href="https://acme.example/">home</a>'

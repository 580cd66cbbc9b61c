// Sort and filter for readers whose browser runs scripts; without it the page reads the same.
document.addEventListener("DOMContentLoaded", () => {
  const words = document.body.dataset;
  const value = cell => {
    const data = cell.querySelector("data[value]");
    const number = data ? parseFloat(data.getAttribute("value")) : NaN;
    return Number.isNaN(number) ? cell.textContent.trim() : number;
  };
  const before = (a, b) => typeof a === typeof b ? (typeof a === "number" ? a - b : a.localeCompare(b, document.documentElement.lang)) : typeof a === "number" ? -1 : 1;
  const sort = (table, head, at) => {
    const falling = head.getAttribute("aria-sort") !== "descending";
    table.querySelectorAll("thead th").forEach(other => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", falling ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rows = [...body.rows].filter(row => !row.classList.contains("total"));
    const totals = [...body.rows].filter(row => row.classList.contains("total"));
    rows.map((row, was) => [value(row.cells[at]), was, row]).sort((a, b) => (falling ? -before(a[0], b[0]) : before(a[0], b[0])) || a[1] - b[1]).forEach(one => body.append(one[2]));
    totals.forEach(row => body.append(row));
  };
  const filter = (table, wanted) => [...table.tBodies[0].rows].forEach(row => { row.hidden = !row.textContent.toLowerCase().includes(wanted.toLowerCase()); });
  document.querySelectorAll("main table").forEach(table => {
    if (!table.tHead || !table.tBodies.length || table.tBodies[0].rows.length < 8) return;
    [...table.tHead.rows[0].cells].forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.title = `${words.sort} ${head.textContent.trim()}`;
      button.setAttribute("aria-label", button.title);
      button.textContent = "↕";
      button.addEventListener("click", () => sort(table, head, at));
      head.append(" ", button);
    });
    if (table.tBodies[0].rows.length < 15) return;
    const field = document.createElement("input");
    field.type = "search";
    field.className = "filter";
    field.placeholder = words.filter;
    field.setAttribute("aria-label", `${words.filter}: ${table.caption ? table.caption.textContent : ""}`);
    field.addEventListener("input", () => filter(table, field.value));
    table.closest(".table-wrap").before(field);
  });
});

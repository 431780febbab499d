"use strict";
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const shade = document.getElementById("shade");
  const isDark = () => (root.dataset.shade ? root.dataset.shade === "dark" : dark.matches);
  const label = () => {
    shade.textContent = isDark() ? "Light" : "Dark";
    shade.setAttribute("aria-label", "Switch to " + shade.textContent.toLowerCase() + " colours");
    shade.removeAttribute("aria-pressed");
  };
  const keep = (value) => { try { localStorage.setItem("earful-shade", value); } catch { /* a file may have no storage */ } };
  try {
    const kept = localStorage.getItem("earful-shade");
    if (kept === "dark" || kept === "light") root.dataset.shade = kept;
  } catch { /* a file may have no storage */ }
  shade.hidden = false;
  label();
  shade.addEventListener("click", () => { root.dataset.shade = isDark() ? "light" : "dark"; keep(root.dataset.shade); label(); });
  dark.addEventListener("change", label);

  const table = document.getElementById("ranked");
  if (!table) return;
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows].map((row, at) => ({
    row, at,
    words: row.cells[1].textContent.toLowerCase(),
    values: [...row.cells].map((cell) => cell.dataset.v),
  }));
  const top = Number(table.dataset.top) || rows.length;
  const form = document.getElementById("filters");
  const found = document.getElementById("found");
  const more = document.getElementById("more");
  let whole = rows.length <= top;
  let sorted = { at: 0, down: false };

  const show = () => {
    const want = form.elements;
    const words = want.find.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const narrowed = words.length > 0 || want.area.value || want.status.value || want.source.value;
    const kept = rows.filter(({ row, words: text }) =>
      words.every((word) => text.includes(word)) &&
      (!want.area.value || row.dataset.area === want.area.value) &&
      (!want.status.value || row.dataset.status === want.status.value) &&
      (!want.source.value || row.dataset.sources.includes(" " + want.source.value + " ")));
    const shown = whole || narrowed ? kept : kept.filter(({ row }, at) => at < top || "pin" in row.dataset);
    for (const { row } of rows) row.hidden = true;
    for (const { row } of shown) row.hidden = false;
    found.textContent = shown.length + " of " + rows.length;
    more.hidden = whole || Boolean(narrowed);
  };
  const sort = (at, down) => {
    sorted = { at, down };
    const numbers = heads[at].dataset.key !== "title" && heads[at].dataset.key !== "status";
    const order = (a, b) => {
      const x = a.values[at], y = b.values[at];
      if (x === undefined || y === undefined) return (x === undefined) - (y === undefined) || a.at - b.at;
      const difference = numbers ? Number(x) - Number(y) : x.localeCompare(y);
      return (down ? -difference : difference) || a.at - b.at;
    };
    rows.sort(order);
    body.append(...rows.map(({ row }) => row));
    heads.forEach((head, other) => {
      if (!head.dataset.key) return;
      head.setAttribute("aria-sort", other === at ? (down ? "descending" : "ascending") : "none");
    });
    show();
  };
  // The first press shows what is worst: most customers, highest score, the effect that hurts most.
  const downFirst = (key) => key === "customers" || key === "score";
  heads.forEach((head, at) => {
    const key = head.dataset.key;
    if (!key) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    // A heading that is repeated on every printed page shows no button.
    head.dataset.name = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => sort(at, sorted.at === at ? !sorted.down : downFirst(key)));
  });
  form.hidden = false;
  form.addEventListener("input", (event) => {
    if (event.target.name !== "sort") return show();
    sort(heads.findIndex((head) => head.dataset.key === event.target.value), downFirst(event.target.value));
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  const button = more.firstElementChild;
  button.textContent = "Show all " + rows.length;
  button.addEventListener("click", () => { whole = true; show(); });
  addEventListener("beforeprint", () => { for (const { row } of rows) row.hidden = false; });
  addEventListener("afterprint", show);
  show();
})();

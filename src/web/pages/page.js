"use strict";
(() => {
  // Everything here only adds: without it the pages do the same.
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const shade = document.getElementById("shade");
  const isDark = () => (root.dataset.shade ? root.dataset.shade === "dark" : dark.matches);
  const label = () => {
    if (!shade) return;
    shade.textContent = isDark() ? "Light" : "Dark";
    shade.setAttribute("aria-label", "Switch to " + shade.textContent.toLowerCase() + " colours");
  };
  try {
    const kept = localStorage.getItem("earful-shade");
    if (kept === "dark" || kept === "light") root.dataset.shade = kept;
  } catch { /* a browser may keep nothing */ }
  if (shade) {
    shade.hidden = false;
    label();
    shade.addEventListener("click", () => {
      root.dataset.shade = isDark() ? "light" : "dark";
      try { localStorage.setItem("earful-shade", root.dataset.shade); } catch { /* a browser may keep nothing */ }
      label();
    });
    dark.addEventListener("change", label);
  }

  // A choice shows what it chooses at once; empty fields do not lengthen addresses.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form");
    if (form && form.method === "get" && event.target.matches("select") && "auto" in form.dataset) form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "get") return;
    for (const field of event.target.elements) if (field.name && !field.value) field.disabled = true;
  });
  addEventListener("pageshow", () => {
    for (const field of document.querySelectorAll("form[method=get] :disabled, form:not([method]) :disabled")) field.disabled = false;
  });

  // Keys.
  const keys = document.getElementById("keys");
  if (keys) keys.hidden = false;
  const places = { m: "/", t: "/themes", s: "/search", c: "/compare", r: "/runs", d: "/data" };
  const steps = () => [...document.querySelectorAll(".hit, #ranked tbody tr, .answer, .themes li, .compared tbody tr, .moved tbody tr, .top li")];
  let going = false, at = -1;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (going) {
      going = false;
      if (places[event.key]) location.assign(places[event.key]);
      return;
    }
    if (event.key === "/") {
      const box = document.querySelector("main input[type=search], input[type=search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "g") {
      going = true;
      setTimeout(() => { going = false; }, 1500);
    } else if (event.key === "j" || event.key === "k") {
      const all = steps();
      if (!all.length) return;
      if (at >= 0 && all[at]) all[at].classList.remove("here");
      at = Math.max(0, Math.min(all.length - 1, at + (event.key === "j" ? 1 : -1)));
      all[at].classList.add("here");
      all[at].scrollIntoView({ block: "nearest" });
      const link = all[at].querySelector("td.title a, a");
      if (link) link.focus({ preventScroll: true });
    } else if (event.key === "n" || event.key === "p") {
      const link = document.querySelector(event.key === "n" ? "a[rel=next]" : "a[rel=prev]");
      if (link) link.click();
    }
  });

  // The page behind a link is fetched when the link is pointed at, so that following it is quick.
  const fetched = new Set();
  document.addEventListener("pointerover", (event) => {
    const link = event.target.closest && event.target.closest("main a[href^='/']");
    if (!link || fetched.size > 20) return;
    const address = link.getAttribute("href").split("#")[0];
    if (fetched.has(address) || address.startsWith("/api/") || address === location.pathname + location.search) return;
    fetched.add(address);
    const hint = document.createElement("link");
    hint.rel = "prefetch";
    hint.href = address;
    document.head.append(hint);
  });
})();

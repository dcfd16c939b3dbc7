// What htmx does not do by itself: the live stream, menus that close, files that are dropped, passwords that are shown.
(() => {
  "use strict";
  const live = () => {
    const place = document.querySelector("[data-live]");
    if (!place) return;
    const button = place.querySelector("button");
    const said = place.querySelector("[role=status]");
    let stream = null;
    let waiting = 0;
    const pulse = (event) => {
      waiting += Number(event.data);
      if (document.hidden) return;
      said.textContent = waiting ? place.dataset.more.replace("{n}", waiting.toLocaleString(document.documentElement.lang)) : "";
      waiting = 0;
      document.body.dispatchEvent(new CustomEvent("pulse"));
    };
    const start = () => {
      stream = new EventSource(place.dataset.live);
      stream.addEventListener("pulse", pulse);
      stream.onerror = () => { said.textContent = place.dataset.lost; };
      stream.onopen = () => { said.textContent = place.dataset.on; };
    };
    const stop = () => { stream?.close(); stream = null; said.textContent = place.dataset.off; };
    button.addEventListener("click", () => {
      const paused = button.getAttribute("aria-pressed") === "true";
      button.setAttribute("aria-pressed", String(!paused));
      if (paused) start(); else stop();
    });
    document.addEventListener("visibilitychange", () => { if (!document.hidden && waiting) pulse({ data: 0 }); });
    start();
    addEventListener("pagehide", () => stream?.close());
  };

  const menus = () => {
    const close = (except) => document.querySelectorAll("details.menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
    document.addEventListener("click", (event) => close(event.target.closest("details.menu")));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      const open = document.querySelector("details.menu[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
    });
  };

  // "/" goes to the query box, as in other tools for search; never while somebody types.
  const shortcut = () => document.addEventListener("keydown", (event) => {
    const box = document.getElementById("id_q");
    if (event.key !== "/" || !box || /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  // A label is given by its key, as beside it on the button; never while somebody types.
  const keys = () => document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) || !/^\d$/.test(event.key)) return;
    document.querySelector(`[data-keys] [data-key="${event.key}"]`)?.click();
  });

  // Words that were marked in a post are those that its form asks for.
  let marked = { post: null, words: "" };
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const words = selection.toString().trim();
    const post = words && selection.anchorNode?.parentElement?.closest(".post .said")?.closest(".post");
    if (post) marked = { post, words };
  });
  document.addEventListener("toggle", (event) => {
    const form = event.target;
    if (!form.open || !form.matches?.("details.passage") || form.closest(".post") !== marked.post) return;
    form.querySelector("[name=words]").value = marked.words;
    marked = { post: null, words: "" };
  }, true);

  // A source's period that is chosen from the list takes the place of days that were typed.
  document.addEventListener("change", (event) => {
    if (event.target.name !== "span") return;
    const form = event.target.form;
    for (const name of ["from", "to"]) if (form.elements[name]) form.elements[name].value = "";
    form.requestSubmit();
  });

  // A password is shown while somebody wants to see it, and never sent or remembered as plain text of a form.
  const reveal = (box, shown) => { document.getElementById(box.dataset.reveal).type = shown ? "text" : "password"; };
  document.addEventListener("change", (event) => { if (event.target.matches("[data-reveal]")) reveal(event.target, event.target.checked); });
  document.addEventListener("submit", (event) => {
    for (const box of event.target.querySelectorAll("[data-reveal]:checked")) { box.checked = false; reveal(box, false); }
  });

  // On a narrow screen the facets are closed until somebody wants them.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!matchMedia("(max-width: 60rem)").matches) return;
    for (const facet of event.target.querySelectorAll("details.facet")) facet.open = false;
  });

  document.addEventListener("DOMContentLoaded", () => { live(); menus(); shortcut(); keys(); });
})();

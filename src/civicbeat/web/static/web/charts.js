// Draws the charts of a page from the specifications that stand in it as JSON, in the colours of the page.
// Vega runs with its expression interpreter, so that no page needs 'unsafe-eval'.
(() => {
  "use strict";
  const vietnamese = document.documentElement.lang === "vi";
  const numbers = vietnamese
    ? { decimal: ",", thousands: ".", grouping: [3], currency: ["", " ₫"] }
    : { decimal: ".", thousands: ",", grouping: [3], currency: ["", ""] };
  const names = (form, count, first) => Array.from({ length: count }, (_, n) =>
    new Intl.DateTimeFormat(document.documentElement.lang, form).format(new Date(2023, ...first(n))));
  const months = (form) => names({ month: form }, 12, (n) => [n, 1]);
  const weekdays = (form) => names({ weekday: form }, 7, (n) => [0, 1 + n]);  // 1 January 2023 was a Sunday
  const dates = {
    dateTime: vietnamese ? "%H:%M %d/%m" : "%-d %b, %H:%M",
    date: vietnamese ? "%d/%m" : "%-d %b",
    time: "%H:%M",
    periods: ["AM", "PM"],
    days: weekdays("long"), shortDays: weekdays("short"), months: months("long"), shortMonths: months("short"),
  };
  const drawn = new Map();
  let vega = null;

  const loadVega = () => {
    vega ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = document.documentElement.dataset.vega;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return vega;
  };

  const token = (name) => name === "hatch"
    ? "url(#hatch)"
    : getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  const coloured = (part) => {
    if (typeof part === "string") return part.startsWith("token:") ? token(part.slice(6)) : part;
    if (Array.isArray(part)) return part.map(coloured);
    if (part && typeof part === "object") return Object.fromEntries(Object.entries(part).map(([k, v]) => [k, coloured(v)]));
    return part;
  };

  const config = () => {
    const font = token("font");
    const words = { labelFont: font, titleFont: font, labelColor: token("muted"), titleColor: token("muted"), labelFontSize: 12 };
    return {
      background: "transparent",
      font,
      aria: false,
      view: { stroke: null },
      axis: { ...words, gridColor: token("line"), domainColor: token("line-strong"), tickColor: token("line-strong") },
      rect: { stroke: token("surface"), strokeWidth: 1 },
    };
  };

  const draw = async (place) => {
    const source = document.getElementById(place.dataset.chart);
    if (!source) return;
    await loadVega();
    drawn.get(place)?.finalize();
    const result = await window.vegaEmbed(place, coloured(JSON.parse(source.textContent)), {
      ast: true, actions: false, renderer: "svg", defaultStyle: false, config: config(),
      formatLocale: numbers, timeFormatLocale: dates, tooltip: { disableDefaultStyle: true },
    });
    drawn.set(place, result);
    if (place.dataset.brush) listen(place, result.view);
  };

  // A span that was marked is written into the two fields of time and sent, once the pointer is let go.
  const listen = (place, view) => {
    const form = document.getElementById(place.dataset.brush);
    if (!form) return;  // the chart stands alone, without the form of the search
    let span = null;
    view.addSignalListener("brush", (_name, value) => { span = Object.values(value)[0] ?? null; });
    place.addEventListener("pointerup", () => setTimeout(() => {
      if (!span || span.length < 2) return;
      const hourly = place.dataset.grain === "hour";
      const text = (ms) => {
        const at = new Date(ms);
        const two = (n) => String(n).padStart(2, "0");
        const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
        return hourly ? `${day}T${two(at.getHours())}:00` : day;
      };
      form.elements.from.value = text(span[0]);
      form.elements.to.value = text(hourly ? +span[1] + 3599999 : span[1]);
      form.requestSubmit();
    }, 30));
  };

  const drawAll = (root) => {
    for (const place of drawn.keys()) if (!place.isConnected) { drawn.get(place).finalize(); drawn.delete(place); }
    for (const place of root.querySelectorAll("[data-chart]")) draw(place);
  };

  document.addEventListener("DOMContentLoaded", () => drawAll(document));
  document.addEventListener("htmx:afterSettle", (event) => drawAll(event.target));
  addEventListener("beforeprint", () => drawAll(document));
  addEventListener("afterprint", () => drawAll(document));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll(document));
})();

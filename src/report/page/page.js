(() => {
  "use strict";

  const OUTCOMES = {
    P: "passed", F: "failed", R: "raised an error", U: "does not load", T: "time limit",
    M: "memory limit", O: "output limit", C: "crashed", "-": "not run",
  };
  const byId = (id) => document.getElementById(id);

  /** An element with attributes and children; texts become text nodes, so nothing of a run is read as HTML. */
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  const unpack = async (index) => {
    const packed = byId(`packed-${index}`);
    if (!packed) return null;
    const bytes = Uint8Array.from(atob(JSON.parse(packed.textContent)), (mark) => mark.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return JSON.parse(await new Response(stream).text());
  };

  /* The table of problems */

  const rows = [...document.querySelectorAll("#problem-table tbody tr")];

  const filter = () => {
    const text = byId("filter-text").value.trim().toLowerCase();
    const outcome = byId("filter-outcome").value;
    let shown = 0;
    for (const row of rows) {
      const fits = row.textContent.toLowerCase().includes(text)
        && (outcome === "" || row.dataset.outcome.split(" ").includes(outcome));
      row.hidden = !fits;
      shown += Number(fits);
    }
    byId("filter-count").textContent = `${shown} of ${rows.length} problems`;
  };

  const valueOf = (row, column) => {
    const cell = row.cells[column];
    const text = cell.dataset.value ?? cell.textContent.trim();
    const number = Number.parseFloat(text);
    return Number.isNaN(number) ? text : number;
  };

  const compare = (one, other) => {
    if (typeof one === "number" && typeof other === "number") return one - other;
    if (typeof one === typeof other) return one.localeCompare(other);
    return typeof one === "number" ? 1 : -1;
  };

  const sort = (head) => {
    const turn = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    for (const other of head.parentElement.cells) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", turn === 1 ? "ascending" : "descending");
    const column = head.cellIndex;
    const sorted = [...rows].sort((one, other) => turn * compare(valueOf(one, column), valueOf(other, column)));
    document.querySelector("#problem-table tbody").append(...sorted);
  };

  /* One problem */

  /** Candidates by their best set, those of none last; each with the place of that set. */
  const ordered = (detail) => {
    const set = new Map();
    detail.sets.forEach(({ candidates }, rank) => {
      for (const place of candidates) if (!set.has(place)) set.set(place, rank);
    });
    const places = detail.candidates.map((_, place) => place);
    const rank = (place) => set.get(place) ?? Number.POSITIVE_INFINITY;
    places.sort((one, other) => (rank(one) === rank(other) ? one - other : rank(one) - rank(other)));
    return places.map((place) => ({ place, set: set.get(place) ?? null }));
  };

  const verdict = (right) => (right === null ? "unknown" : right ? "right" : "wrong");

  /** The name of a colour of an outcome; `-` is none that a name of CSS could have. */
  const named = (letter) => (letter === "-" ? "--N" : `--${letter}`);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const STRIPE = 10;

  const draw = (canvas, detail, order, size) => {
    const [columns, lines] = [detail.tests.length, order.length];
    const scale = window.devicePixelRatio || 1;
    canvas.width = (STRIPE + columns * size.width) * scale;
    canvas.height = lines * size.height * scale;
    canvas.style.width = `${STRIPE + columns * size.width}px`;
    canvas.style.height = `${lines * size.height}px`;
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    const colours = Object.fromEntries(Object.keys(OUTCOMES).map((letter) => [letter, colour(named(letter))]));
    const ink = colour("--ink");
    order.forEach(({ place, set }, line) => {
      const outcomes = detail.outcomes[place] ?? "";
      for (let column = 0; column < columns; column += 1) {
        pen.fillStyle = colours[outcomes[column]] ?? colours["-"];
        pen.fillRect(STRIPE + column * size.width, line * size.height, size.width, size.height);
      }
      if (set !== null) {
        pen.fillStyle = ink;
        pen.globalAlpha = set % 2 === 0 ? 0.75 : 0.3;
        pen.fillRect(0, line * size.height, place === detail.selected ? STRIPE - 2 : 4, size.height);
        pen.globalAlpha = 1;
      }
    });
  };

  const heatMap = (detail, order) => {
    const [columns, lines] = [detail.tests.length, order.length];
    const size = { width: columns > 200 ? 4 : columns > 60 ? 8 : 14, height: lines > 60 ? 8 : 14 };
    const at = { line: 0, column: 0 };
    const canvas = make("canvas", {
      id: "heat", tabindex: "0", role: "application", "data-candidates": lines, "data-tests": columns,
      "aria-label": `${lines} candidates by ${columns} tests; arrow keys move, Enter shows the code`, "aria-describedby": "cell",
    });
    const cursor = make("div", { class: "cursor", hidden: true });
    const cell = make("p", { id: "cell", "aria-live": "polite" }, "Point at a cell, or move with the arrow keys; Enter or a click shows the code.");
    const pair = make("div", { class: "pair", hidden: true });
    draw(canvas, detail, order, size);

    const say = () => {
      const { place, set } = order[at.line];
      const [candidate, test] = [detail.candidates[place], detail.tests[at.column]];
      const outcome = OUTCOMES[window.cellAt(at.line, at.column)] ?? "unknown";
      const of = set === null ? "in no set" : `set ${set + 1}`;
      const chosen = place === detail.selected ? ", selected" : "";
      cell.textContent = `Candidate ${candidate.id} (${candidate.count} samples, ${of}${chosen}, ${verdict(candidate.right)}) on test ${test.id} (written ${test.count} times): ${outcome}`;
      cursor.hidden = false;
      Object.assign(cursor.style, {
        left: `${STRIPE + at.column * size.width}px`, top: `${at.line * size.height}px`,
        width: `${size.width}px`, height: `${size.height}px`,
      });
    };
    const show = () => {
      const { place } = order[at.line];
      const [candidate, test] = [detail.candidates[place], detail.tests[at.column]];
      pair.hidden = false;
      pair.replaceChildren(
        make("div", {}, make("h4", {}, `Candidate ${candidate.id}, ${verdict(candidate.right)}${candidate.message ? `; a reference test said: ${candidate.message}` : ""}`), make("pre", { tabindex: "0" }, candidate.code)),
        make("div", {}, make("h4", {}, `Test ${test.id}: ${OUTCOMES[window.cellAt(at.line, at.column)] ?? "unknown"}`), make("pre", { tabindex: "0" }, test.code)),
      );
    };
    const clamp = (value, most) => Math.min(Math.max(value, 0), most - 1);
    const point = (event) => {
      const box = canvas.getBoundingClientRect();
      at.column = clamp(Math.floor((event.clientX - box.left - STRIPE) / size.width), columns);
      at.line = clamp(Math.floor((event.clientY - box.top) / size.height), lines);
      say();
    };
    const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    canvas.addEventListener("mousemove", point);
    canvas.addEventListener("click", (event) => { point(event); show(); });
    canvas.addEventListener("focus", say);
    canvas.addEventListener("keydown", (event) => {
      if (event.key === "Enter") return show();
      const move = MOVES[event.key];
      if (!move) return undefined;
      event.preventDefault();
      at.line = clamp(at.line + move[0], lines);
      at.column = clamp(at.column + move[1], columns);
      return say();
    });
    window.cellAt = (line, column) => (detail.outcomes[order[line]?.place] ?? "")[column] ?? null;
    return [legend(detail), make("div", { class: "scroll", role: "region", "aria-label": "Heat map" }, make("div", { class: "map" }, canvas, cursor)), cell, pair];
  };

  const legend = (detail) => {
    const seen = new Set(detail.outcomes.join(""));
    const items = Object.keys(OUTCOMES).filter((letter) => seen.has(letter)).map((letter) => {
      const box = make("i", {});
      box.style.background = `var(${named(letter)})`;
      return make("li", {}, box, OUTCOMES[letter]);
    });
    return make("ul", { class: "legend" }, ...items, make("li", {}, "stripes at the left: sets that agree; the wide one is the selected candidate"));
  };

  const head = (...names) => make("thead", {}, make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, name))));

  const candidateTable = (detail, order) => {
    const body = order.flatMap(({ place, set }) => {
      const candidate = detail.candidates[place];
      const code = make("tr", { class: "opened", hidden: true }, make("td", { colspan: "6" }, make("pre", { tabindex: "0" }, candidate.code)));
      const opener = make("button", { type: "button", class: "opener", "aria-expanded": "false" }, `Candidate ${candidate.id}`);
      opener.addEventListener("click", () => {
        code.hidden = !code.hidden;
        opener.setAttribute("aria-expanded", String(!code.hidden));
      });
      const right = verdict(candidate.right);
      const row = make("tr", { class: place === detail.selected ? "chosen" : null },
        make("th", { scope: "row" }, opener), make("td", { class: "num" }, String(candidate.count)), make("td", { class: "num" }, set === null ? "none" : String(set + 1)),
        make("td", { class: right }, right), make("td", { class: "note" }, candidate.reason ?? ""), make("td", { class: "note" }, candidate.origins.join(", ")));
      return [row, code];
    });
    const table = make("table", {}, make("caption", { class: "unseen" }, "Candidates"), head("Candidate", "Samples", "Set", "Answer", "Reason", "From"), make("tbody", {}, ...body));
    return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Candidates" }, table);
  };

  const share = ({ samples, right }) => (samples > 0 && right !== null ? right / samples : null);

  const variantText = (variant) => {
    if (variant.pieces.length === 0) return make("pre", { class: "wrapped" }, variant.prompt);
    const pieces = variant.pieces.flatMap(({ text, before, operator }) => {
      if (operator === null) return [text];
      return [before === "" ? null : make("del", { title: operator }, before), text === "" ? null : make("ins", { title: operator }, text)];
    });
    return make("pre", { class: "wrapped" }, ...pieces);
  };

  const variantList = (detail) => {
    const judged = detail.variants.filter((variant) => variant.id !== "original" && share(variant) !== null);
    const nominal = detail.variants.find((variant) => variant.id === "original");
    const base = nominal ? share(nominal) : null;
    const best = judged.reduce((one, other) => (one === null || share(other) > share(one) ? other : one), null);
    const worst = judged.reduce((one, other) => (one === null || share(other) < share(one) ? other : one), null);
    return detail.variants.map((variant) => {
      const own = share(variant);
      const said = own === null ? `${variant.samples} samples` : `${variant.right} of ${variant.samples} samples right`;
      const mark = base === null || own === null ? null
        : variant === best && own > base ? "most helpful" : variant === worst && own < base ? "most harmful" : null;
      const summary = make("summary", {}, variant.id, " ", make("span", { class: "quiet" }, `${said}, ${variant.verdict}`), mark === null ? null : make("span", { class: "tag" }, ` ${mark}`));
      const unmarked = variant.pieces.length === 0 && variant.id !== "original"
        ? make("p", { class: "quiet" }, "A model wrote this variant; its edits are not marked.") : null;
      return make("details", { open: mark !== null }, summary, unmarked, variantText(variant));
    });
  };

  const step = (index, text) => make("a", { href: `#problem-${index}` }, text);

  const open = async (index) => {
    const detail = await unpack(index);
    if (detail === null) return;
    const section = byId("problem");
    const order = ordered(detail);
    const title = make("h2", { id: "problem-title", tabindex: "-1" }, detail.task_id);
    const steps = make("p", { class: "steps" }, index > 0 ? step(index - 1, "Previous problem") : null, index + 1 < rows.length ? step(index + 1, "Next problem") : null, make("a", { href: "#problems" }, "All problems"));
    const map = detail.tests.length > 0 && order.length > 0
      ? heatMap(detail, order)
      : [make("p", { class: "absent" }, "Nothing was executed: there are no tests or no candidates.")];
    section.replaceChildren(title, steps, make("h3", {}, "Prompt"), make("pre", { class: "wrapped", tabindex: "0" }, detail.prompt),
      make("h3", {}, "Candidates and tests"), ...map, make("h3", {}, "Candidates"), candidateTable(detail, order),
      make("h3", {}, "Variants"), ...(detail.variants.length > 0 ? variantList(detail) : [make("p", { class: "absent" }, "The prompt was said in one way.")]));
    section.hidden = false;
    for (const row of rows) row.classList.toggle("current", Number(row.dataset.index) === index);
    document.body.dataset.open = String(index);
    title.focus({ preventScroll: true });
    section.scrollIntoView();
  };

  const follow = () => {
    const found = /^#problem-(\d+)$/u.exec(window.location.hash);
    if (found) open(Number(found[1]));
  };

  byId("filter").addEventListener("input", filter);
  byId("filter").addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("#problem-table thead button")) {
    button.addEventListener("click", () => sort(button.parentElement));
  }
  for (const row of rows) {
    row.addEventListener("click", (event) => {
      if (!event.target.closest("a")) window.location.hash = `#problem-${row.dataset.index}`;
    });
  }
  window.addEventListener("hashchange", follow);
  follow();
})();

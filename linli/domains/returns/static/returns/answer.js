/* Filling in a form: each cell is saved when it is left. What was not saved stays on the page and is tried again. */
(function () {
  "use strict";

  const form = document.querySelector("[data-fill]");
  if (!form) return;
  const words = form.dataset;
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const unsaved = new Map();

  const inputs = () => [...form.querySelectorAll("[data-value]")];
  inputs().forEach((input) => {
    input.dataset.typed = input.value;
  });

  /* What somebody is typing, or has typed and could not save, is never replaced. */
  const isTouched = (input) => input === document.activeElement || input.value !== input.dataset.typed;

  const part = (cell, name) => cell.querySelector("[data-" + name + "]");

  function tell(cell, name, text) {
    const place = part(cell, name);
    if (!place) return;
    place.textContent = text;
    place.hidden = !text;
  }

  function mark(cell, state) {
    cell.className = cell.className.replace(/\bis-(known|missing|doubt|changed|typed|fault|remark)\b/g, "").trim();
    cell.classList.add("is-" + state);
  }

  /* `sent`: what was typed when it was sent; who has typed on since then keeps that. */
  function show(cell, said, sent) {
    const input = part(cell, "value");
    if (!input) return;
    if (sent === undefined || input.value === sent) input.value = said.typed;
    input.dataset.typed = said.typed;
    if (said.value !== said.typed) input.placeholder = said.value;
    input.dataset.expected = said.value;
    input.removeAttribute("aria-invalid");
    mark(cell, said.state);
    tell(cell, "fault", "");
    tell(cell, "doubt", said.doubt ? words.doubt + said.doubt : "");
    tell(cell, "was", said.was ? words.was + said.was : "");
    const source = part(cell, "source");
    source.textContent = "";
    const holder = said.url ? document.createElement("a") : document.createElement("span");
    if (said.url) holder.href = said.url;
    holder.textContent = said.source;
    source.append(holder);
    part(cell, "undo").hidden = !said.mayUndo;
    part(cell, "confirm").hidden = !said.mayConfirm;
  }

  function progress(left) {
    form.querySelector("[data-progress]").textContent = left ? words.left.replace("N", left) : words.full;
  }

  function refuse(cell, text) {
    part(cell, "value").setAttribute("aria-invalid", "true");
    mark(cell, "fault");
    tell(cell, "fault", text);
  }

  function choose(cell, said) {
    refuse(cell, said.fault);
    const place = part(cell, "fault");
    for (const [label, isMine] of [[words.theirs, false], [words.mine, true]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "fill-tool";
      button.textContent = label;
      button.addEventListener("click", () => {
        const input = part(cell, "value");
        input.dataset.expected = said.current;
        if (!isMine) input.value = said.current;
        send(cell);
      });
      place.append(" ", button);
    }
  }

  async function post(cell, address, values) {
    const body = new URLSearchParams(values);
    let answer;
    try {
      answer = await fetch(address, { method: "POST", body, headers, credentials: "same-origin" });
      if (answer.redirected) throw new Error("signed out");
    } catch {
      unsaved.set(cell, () => post(cell, address, values));
      refuse(cell, words.offline);
      return;
    }
    unsaved.delete(cell);
    const said = await answer.json().catch(() => ({ fault: words.offline }));
    if (answer.status === 409) choose(cell, said);
    else if (!answer.ok) refuse(cell, said.fault);
    else {
      const row = cell.closest("[data-row]");
      for (const [index, each] of Object.entries(said.cells)) {
        const other = row.querySelector('[data-index="' + index + '"]');
        const input = other && part(other, "value");
        if (input && other === cell) show(other, each, values.value);
        else if (input && !isTouched(input)) show(other, each);
      }
      const title = row.querySelector("[data-title]");
      if (title) title.textContent = said.title;
      progress(said.left);
    }
  }

  function send(cell) {
    const input = part(cell, "value");
    return post(cell, cell.dataset.url, { value: input.value, expected: input.dataset.expected });
  }

  form.addEventListener("change", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (cell && event.target.matches("[data-value]")) send(cell);
  });

  form.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (cell && event.target.closest("[data-undo]")) {
      post(cell, cell.dataset.url + "undo/", {});
    }
    if (cell && event.target.closest("[data-confirm]")) post(cell, cell.dataset.url, { confirm: "yes" });
    const fold = event.target.closest("[data-fold]");
    if (fold) {
      const isUnfolded = fold.closest("[data-row]").classList.toggle("is-unfolded");
      fold.setAttribute("aria-expanded", String(isUnfolded));
    }
  });

  /* Enter goes to the next cell, as in a workbook. */
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-value]")) return;
    event.preventDefault();
    const seen = inputs().filter((each) => each.checkVisibility());
    const next = seen[seen.indexOf(event.target) + 1];
    event.target.blur();
    if (next) next.focus();
  });

  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("online", () => [...unsaved.values()].forEach((again) => again()));
  window.addEventListener("beforeunload", (event) => {
    if (unsaved.size) event.preventDefault();
  });
  const first = form.querySelector('[aria-invalid="true"]');
  if (first) {
    const rest = first.closest("details");
    if (rest) rest.open = true;
    first.focus();
  }
})();

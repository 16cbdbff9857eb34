/* The workbench of a letter: putting quotations in, jumping to findings, changing views on a phone, and the keyboard. */
(function () {
  "use strict";

  const bench = document.querySelector("[data-bench]");
  if (!bench) return;
  const form = document.getElementById("letter-form");
  const text = document.getElementById("id_body");
  let isChanged = false;
  /* Before anybody has put the cursor anywhere, words go to the end. */
  if (text) text.setSelectionRange(text.value.length, text.value.length);

  function show(view) {
    bench.dataset.show = view;
    bench.querySelectorAll("[data-view]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.view === view));
    });
  }

  /* Puts words in at the cursor so that the browser's own undo still works. */
  function put(words) {
    show("text");
    text.focus();
    if (!document.execCommand("insertText", false, words)) {
      text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function jump(start, end) {
    show("text");
    text.focus();
    text.setSelectionRange(start, Math.max(end, start));
    const line = text.value.slice(0, start).split("\n").length;
    const lines = text.value.split("\n").length;
    text.scrollTop = Math.max(0, (text.scrollHeight * (line - 1)) / lines - text.clientHeight / 3);
  }

  function goToField(name) {
    const field = document.getElementById("id_" + name);
    if (!field) return;
    show("text");
    const fold = field.closest("details");
    if (fold) fold.open = true;
    field.focus();
  }

  bench.addEventListener("click", (event) => {
    const view = event.target.closest("[data-view]");
    if (view) show(view.dataset.view);
    if (!text) return;
    const quote = event.target.closest("[data-quote]");
    if (quote) put(quote.dataset.quote);
    const finding = event.target.closest("[data-start]");
    if (finding) jump(Number(finding.dataset.start), Number(finding.dataset.end));
    const field = event.target.closest("[data-field]");
    if (field) goToField(field.dataset.field);
  });

  if (!form) return;

  form.addEventListener("input", () => {
    isChanged = true;
  });
  /* Enter in a one-line field would post the preview; the draft is saved by its button. */
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.key === "s") {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "k") {
      event.preventDefault();
      show("figures");
      document.getElementById("picker-words").focus();
    }
  });
  form.addEventListener("submit", () => {
    isChanged = false;
  });
  document.querySelectorAll("[data-needs-saved]").forEach((deed) => {
    deed.addEventListener("submit", (event) => {
      if (!isChanged) return;
      event.preventDefault();
      delete deed.dataset.sent;
      document.getElementById("unsaved").hidden = false;
    }, true);
  });
  window.addEventListener("beforeunload", (event) => {
    if (isChanged) event.preventDefault();
  });
})();

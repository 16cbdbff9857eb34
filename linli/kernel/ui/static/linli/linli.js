/* What the pages do beyond links and forms. Every page works without it. */
(function () {
  "use strict";

  const root = document.documentElement;
  root.classList.add("has-scripts");

  const opener = document.querySelector('[data-sidebar="open"]');
  const sidebar = document.getElementById("sidebar");

  function showSidebar(isOpen) {
    root.classList.toggle("has-sidebar", isOpen);
    if (opener) opener.setAttribute("aria-expanded", String(isOpen));
    if (!sidebar) return;
    document.querySelector(".shell-main").inert = isOpen;
    if (isOpen) sidebar.querySelector("[data-sidebar]").focus();
    else if (opener) opener.focus();
  }

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  }

  document.addEventListener("click", (event) => {
    const switcher = event.target.closest("[data-sidebar]");
    if (switcher) showSidebar(switcher.dataset.sidebar === "open");
    closeMenus(event.target.closest("details.menu"));
    if (event.target.closest("[data-back]")) history.back();
    if (event.target.closest("[data-print]")) window.print();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (root.classList.contains("has-sidebar")) showSidebar(false);
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  /* A form is sent once, however often its button is pressed. */
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-once]");
    if (!form || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  });

  function showFailure(isShown) {
    const notice = document.getElementById("request-failed");
    if (notice) notice.hidden = !isShown;
  }

  document.addEventListener("htmx:responseError", () => showFailure(true));
  document.addEventListener("htmx:sendError", () => showFailure(true));
  document.addEventListener("htmx:beforeRequest", () => showFailure(false));

  document.querySelectorAll("[data-back]").forEach((button) => {
    button.hidden = history.length < 2;
  });
  if (window.matchMedia("(max-width: 640px)").matches) {
    document.querySelectorAll("[data-fold-on-phone]:not([data-used])").forEach((part) => {
      part.open = false;
    });
  }
  const here = document.querySelector(".sidebar [aria-current]");
  if (here && here.offsetTop > sidebar.clientHeight - 80) sidebar.scrollTop = here.offsetTop - sidebar.clientHeight / 2;
  const first = document.querySelector("[data-focus]");
  if (first) first.focus();
})();

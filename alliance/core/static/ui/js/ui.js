// Small helps on top of pages that work without them. Each acts on a [data-…] hook.

const announcer = document.querySelector("[data-announce]");

let speaking;

/** Say a text to screen readers without moving the focus; of several at a time the last one. */
function announce(text) {
  if (!announcer) return;
  announcer.textContent = "";
  clearTimeout(speaking);
  // a change of text is what is read, so the same sentence twice needs an empty moment between
  speaking = setTimeout(() => { announcer.textContent = text; }, 50);
}

// Whether the last act was a key: arrows pass through the choices of a select one by one.
let byKey = false;
document.addEventListener("keydown", () => { byKey = true; }, true);
document.addEventListener("pointerdown", () => { byKey = false; }, true);

document.addEventListener("change", (event) => {
  // [data-submit] on a select sends its form at once; without a script, or by keyboard, a button beside it does
  const field = event.target.closest("[data-submit]");
  if (!field) return;
  if (byKey) field.form.querySelector(".without-script").classList.remove("without-script");
  else field.form.requestSubmit();
});

// On a phone the filters are a sheet over the list: sending them is the end of choosing.
document.addEventListener("submit", (event) => {
  if (event.target.matches("[popover]:popover-open")) event.target.hidePopover();
});

// A search box gets its suggestions when somebody goes into it, so that no page waits for a script it may not need.
document.addEventListener("focusin", async ({ target: field }) => {
  if (!field.dataset?.suggest || field.hasAttribute("role")) return;
  field.setAttribute("role", "combobox");
  const { suggestFor } = await import(field.dataset.suggest);
  suggestFor(field, announce);
});

// The menu lies over the page: it closes when the focus goes on behind it.
document.addEventListener("focusin", (event) => {
  const menu = document.querySelector("#menu:popover-open");
  if (menu && !menu.contains(event.target)) menu.hidePopover();
});

// A fold that lies over the page closes likewise, by a press beside it or by Escape.
for (const kind of ["focusin", "pointerdown", "keydown"]) {
  document.addEventListener(kind, (event) => {
    const fold = document.querySelector("details[data-folds-away][open]");
    if (!fold) return;
    if (event.key === "Escape") fold.querySelector("summary").focus();
    if (kind === "keydown" ? event.key === "Escape" : !fold.contains(event.target)) fold.open = false;
  });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-print], [data-copy]");
  if (!button) return;
  if (button.matches("[data-print]")) {
    window.print();
    return;
  }
  // [data-copy="#id"] copies the text of that element and says so with the button's own data-copied
  const source = document.querySelector(button.dataset.copy);
  await navigator.clipboard.writeText(source.textContent.trim());
  announce(button.dataset.copied);
  button.querySelector("[data-copy-label]").textContent = button.dataset.copied;
});

// Facets that come in with new counts are as open as the ones they replace, so that the focus finds its place again.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  for (const fold of event.detail.fragment.querySelectorAll("details[id]")) {
    const before = document.getElementById(fold.id);
    if (before) fold.open = before.open;
  }
});

for (const failed of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failed, (event) => {
    const notice = event.target.querySelector(".unsent");
    if (!notice) return;
    notice.hidden = false;
    announce(notice.textContent);
  });
}

document.addEventListener("htmx:afterSettle", () => {
  document.querySelectorAll(".unsent").forEach((notice) => { notice.hidden = true; });
  const said = document.querySelector("[data-say]");
  if (said) announce(said.textContent.trim().replace(/\s+/g, " "));
});

// Widening the window while the sheet or the menu is open must not leave the page behind a backdrop.
window.matchMedia("(min-width: 60rem)").addEventListener("change", (event) => {
  if (!event.matches) return;
  document.querySelectorAll("[popover]:popover-open").forEach((sheet) => sheet.hidePopover());
});

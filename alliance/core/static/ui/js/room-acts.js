// What somebody does with a message: answer, edit, take back, mark. The links and buttons of the page, done in place; where the
// line is down they lead to their pages, as without script.

import { byNumber, made } from "./room-article.js";
import { Broken } from "./room-line.js";

/** Take over the acts in `section`. `answer(article)` begins an answer. */
export function takeOverActs(section, { line, list, answer }) {
  const actOf = (each) => (each.getAttribute("formaction") ?? each.pathname ?? "").split("/").at(-2);

  section.addEventListener("click", (event) => {
    const each = event.target.closest("a, button");
    const article = each?.closest("article[data-seq]");
    if (!article || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (each.closest(".msg__at, .msg__quote")) return toMessage(event, each);
    const doIt = {
      reply: () => answer(article),
      edit: line.ready() && "text" in article.dataset && (() => edit(article)),
      delete: line.ready() && (() => ask(article)),
      react: line.ready() && (() => mark(article, each)),
    }[each.dataset.act ?? actOf(each)];
    if (!doIt) return;
    event.preventDefault();
    doIt();
  });

  /** A message that stands on this page needs no other one. */
  function toMessage(event, link) {
    const target = byNumber(new URL(link.href).searchParams.get("at"));
    if (!target) return;
    event.preventDefault();
    location.hash = target.id;
  }

  /** Say under the message why something was not done. */
  function complain(article, error) {
    const place = byNumber(article.dataset.seq).querySelector(".msg__body");
    place.querySelector("[role=alert]")?.remove();
    const notice = made(section, "refused");
    notice.querySelector("[data-why]").textContent = wordsOf(error);
    list.steadily(() => place.append(notice));
  }

  const wordsOf = (error) => (error instanceof Broken ? section.dataset.broken : error.message);

  async function mark(article, button) {
    const was = button.getAttribute("aria-pressed");
    // The frame that everybody gets has the count; whose marks they are each page knows for itself.
    button.setAttribute("aria-pressed", was === "true" ? "false" : "true");
    if (was === "false") button.classList.remove("msg__mark--none");
    try {
      await line.act("react", +article.dataset.seq, { mark: button.value });
    } catch (error) {
      button.setAttribute("aria-pressed", was);
      complain(article, error);
    }
  }

  function close(article, part) {
    list.steadily(() => {
      part.remove();
      article.classList.remove("msg--editing", "msg--asking");
    });
    article.querySelector("details summary, .msg__acts a")?.focus({ preventScroll: true });
  }

  function open(article, name) {
    const part = made(section, name);
    article.querySelector("details[open]")?.removeAttribute("open");
    list.steadily(() => {
      article.classList.add(name === "editor" ? "msg--editing" : "msg--asking");
      article.querySelector(".msg__body").append(part);
    });
    const current = () => byNumber(article.dataset.seq);
    part.querySelector("[data-act=cancel]").addEventListener("click", () => close(current(), part));
    part.addEventListener("keydown", ({ key }) => key === "Escape" && close(current(), part));
    return part;
  }

  function edit(article) {
    if (article.querySelector("form.composer")) return;
    const form = open(article, "editor");
    const field = form.querySelector("textarea");
    const error = form.querySelector(".field__error");
    const { seq, text } = article.dataset;
    field.id = `edit-${seq}`;
    form.querySelector("label").htmlFor = field.id;
    field.value = text;
    field.rows = Math.min(12, 2 + Math.ceil(text.length / 60));
    field.focus();
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.dataset.saving) return;
      if (field.value.trim() === text.trim()) return close(byNumber(seq), form);
      form.dataset.saving = "1"; // the message that comes back takes the place of the form
      error.hidden = true;
      try {
        await line.act("edit", +seq, { body: field.value });
        byNumber(seq).querySelector("details summary, .msg__acts a")?.focus({ preventScroll: true });
      } catch (refusal) {
        error.hidden = false;
        error.querySelector("[data-why]").textContent = wordsOf(refusal);
        field.focus();
      } finally {
        delete form.dataset.saving;
      }
    });
  }

  function ask(article) {
    if (article.querySelector(".msg__ask")) return;
    const part = open(article, "take-back");
    const yes = part.querySelector("[data-act=take-back]");
    part.setAttribute("aria-label", part.querySelector("p").textContent);
    yes.focus({ preventScroll: true });
    yes.addEventListener("click", async () => {
      yes.setAttribute("aria-busy", "true");
      try {
        await line.act("delete", +article.dataset.seq);
        const now = byNumber(article.dataset.seq);
        now.tabIndex = -1;
        now.focus({ preventScroll: true });
      } catch (error) {
        close(byNumber(article.dataset.seq), part);
        complain(article, error);
      }
    });
  }
}

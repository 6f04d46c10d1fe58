// Votes: how many dots are left while a ballot is filled in, and what becomes of a vote while its page or its room is open.
// Without it the server says the first, and a page that is loaded anew shows the rest.

import { openLine } from "./room-line.js";

const SOON = 500, SPREAD = 2500;
const language = document.documentElement.lang;

for (const form of document.querySelectorAll(".ballot[data-dots]")) {
  const left = form.querySelector(".ballot__left");
  const tell = () => {
    const given = [...form.querySelectorAll(".ballot__dots")].reduce((sum, field) => sum + (Number(field.value) || 0), 0);
    const rest = Number(form.dataset.dots) - given;
    left.textContent = left.dataset.text.replace("{n}", rest);
    left.toggleAttribute("data-over", rest < 0);
  };
  form.addEventListener("input", tell);
  tell();
}

/** Take part of this page from the server anew: once for all that comes meanwhile, and not everybody at the same moment. */
function renewal(selector, address, after = () => {}) {
  let timer;
  return () => {
    timer ??= setTimeout(async () => {
      timer = null;
      try {
        const answer = await fetch(address);
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const [old, fresh] = [document, page].map((each) => each.querySelector(selector));
        if (!old || !fresh || old.innerHTML === fresh.innerHTML) return;
        old.replaceChildren(...fresh.childNodes);
        after(old);
      } catch {
        // The next news renew it.
      }
    }, SOON + Math.random() * SPREAD);
  };
}

const room = document.querySelector("[data-room][data-owner]");
if (room) {
  // A page before the first message: it is small, and nobody has read anything by it.
  const renew = renewal("[data-votes]", `${room.dataset.url}?before=1`);
  room.addEventListener("room:frame", ({ detail: { type, vote, state } }) => {
    if (type === "poll" && document.querySelector(`[data-vote="${vote}"]`)?.dataset.state !== state) renew();
  });
}

const open = document.querySelector("[data-vote-open]");
if (open) {
  const count = document.querySelector("[data-ballots]");
  const closed = document.querySelector("[data-closed]");
  const renew = renewal("[data-result]", location.href);
  let known = +count.dataset.ballots;
  const other = ({ type, vote, state, ballots }) => {
    if (type !== "poll" || vote !== +open.dataset.voteOpen) return;
    count.textContent = ballots === 1 ? count.dataset.one : count.dataset.many.replace("{n}", ballots.toLocaleString(language));
    if (ballots !== known && document.querySelector("[data-result] table")) renew();
    known = ballots;
    if (state === "closed" && !closed.childElementCount) closed.append(closed.previousElementSibling.content.cloneNode(true));
  };
  const nothing = () => {};
  openLine(open, { message: nothing, state: nothing, can: nothing, ended: nothing, other });
}

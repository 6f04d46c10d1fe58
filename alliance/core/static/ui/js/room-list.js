// The conversation on the page: messages in the order of their numbers, days, what is new. It never moves under the reader.

import { articlesOf, byNumber, formatIn } from "./room-article.js";

const NEAR = 48;
const SAY_AFTER = 1500, READ_AFTER = 1000;
const LONGEST_SAID = 160;

/** Take over the list in `section`. `isMine(frame)` tells the reader's own; `seen(seq)` hears how far the reader has come. */
export function openList(section, { isMine, seen }) {
  const words = section.dataset;
  const language = document.documentElement.lang;
  const list = section.querySelector("[data-msgs]");
  const waiting = section.querySelector("[data-waiting]");
  const end = section.querySelector("[data-end]");
  const below = section.querySelector("[data-below]");
  const said = section.querySelector("[data-heard]");
  const hasGap = "gap" in words;
  const { build, buildUnsent, setState } = articlesOf(section);
  const longDay = formatIn(words.zone, { dateStyle: "long" });
  const day = formatIn(words.zone, { year: "numeric", month: "2-digit", day: "2-digit" }, "sv");
  let unseen = 0, arrived = [], sayTimer, readTimer, readTo = 0, loading = false, early = [];
  let nearEnd = false;

  const counted = (one, many, n) => (n === 1 ? one : many.replace("{n}", n.toLocaleString(language)));

  // --- where it stands

  function dayLine(date) {
    const line = document.createElement("p");
    line.className = "day";
    const time = document.createElement("time");
    time.dateTime = date;
    line.append(time);
    return line;
  }

  /** Days are told by their names; the one that is today may have changed since the page came. */
  function nameDays() {
    const today = day.format(new Date());
    for (const time of list.querySelectorAll(".day time")) {
      if (time.dateTime === today) time.textContent = words.today;
      else if (!time.textContent || time.textContent === words.today) {
        time.textContent = longDay.format(new Date(`${time.dateTime}T12:00:00Z`));
      }
    }
  }

  const dayOf = (article) => day.format(new Date(article.querySelector("time").dateTime));

  function insert(article, seq) {
    list.querySelector("[data-empty]")?.remove();
    let spot = list.lastElementChild;
    while (spot && !(spot.matches("article") && +spot.dataset.seq < seq)) spot = spot.previousElementSibling;
    const date = dayOf(article);
    if (!spot || dayOf(spot) !== date) {
      const next = spot ? spot.nextElementSibling : list.firstElementChild;
      const line = next?.matches(".day") && next.firstElementChild.dateTime === date ? next : dayLine(date);
      if (line !== next) spot ? spot.after(line) : list.prepend(line);
      spot = line;
    }
    spot.after(article);
    nameDays();
  }

  const numbers = () => [...list.querySelectorAll("article[data-seq]")].map((each) => +each.dataset.seq);
  const isNear = () => end.getBoundingClientRect().top <= innerHeight + NEAR;

  /** Change the list so that what the reader looks at stays where it is: the end for who is at the end, else the first in sight. */
  function steadily(change) {
    const inSight = (each) => each.getBoundingClientRect().bottom > 0;
    const anchor = isNear() ? end : [...list.querySelectorAll("article, #new")].find(inSight) ?? end;
    const id = anchor.id;
    const before = anchor.getBoundingClientRect().top;
    change();
    const now = anchor.isConnected ? anchor : document.getElementById(id);
    if (now) scrollBy({ top: now.getBoundingClientRect().top - before, behavior: "instant" });
  }

  // --- what arrives

  /** A message has arrived, or one that stands here has changed. Returns whether it stands here now. */
  function add(frame) {
    const old = byNumber(frame.seq);
    if (!old) {
      const [first = 0] = numbers();
      if (loading && frame.seq < first) early.push(frame);
      if (frame.seq < first) return false;
      if (hasGap) {
        if (!isMine(frame)) notSeen(frame, null);
        return false;
      }
    }
    const mine = old ? old.matches(".msg--mine") : isMine(frame);
    const article = build(frame, mine, old);
    const follows = isNear() && !document.hidden;
    steadily(() => (old ? replace(old, article, frame) : insert(article, frame.seq)));
    if (old || mine) return true;
    arrive(frame, article, follows);
    return true;
  }

  function replace(old, article, frame) {
    const focused = old.contains(document.activeElement) && document.activeElement;
    const editor = old.querySelector("form.composer");
    const opened = old.querySelector("details[open]");
    if (opened) article.querySelector("details")?.setAttribute("open", "");
    if (editor && !editor.dataset.saving && !frame.deleted && !frame.hidden) {
      article.classList.add("msg--editing");
      article.querySelector(".msg__body").append(editor);
    }
    old.replaceWith(article);
    if (!focused) return;
    const isSame = (each) => ["tagName", "value", "href"].every((name) => each[name] === focused[name]);
    const same = focused.isConnected ? focused : [...article.querySelectorAll("a, button, summary")].find(isSame);
    (same ?? article.querySelector("summary, .msg__at")).focus({ preventScroll: true });
  }

  function arrive(frame, article, follows) {
    arrived.push(frame);
    clearTimeout(sayTimer);
    sayTimer = setTimeout(tellArrived, SAY_AFTER);
    if (follows) read();
    else notSeen(frame, article);
  }

  /** Somebody who does not look learns of it: once, politely, and not of their own. */
  function tellArrived() {
    const [only] = arrived;
    const name = only.author.name || words.former;
    const text = only.text.replace(/\s+/g, " ").slice(0, LONGEST_SAID);
    say(arrived.length === 1 && text ? `${name}: ${text}` : counted(words.oneNew, words.manyNew, arrived.length));
    arrived = [];
  }

  function say(text) {
    said.textContent = "";
    setTimeout(() => (said.textContent = text), 50);
  }

  function notSeen(frame, article) {
    unseen += 1;
    if (article) {
      let line = list.querySelector("#new");
      if (unseen === 1) {
        line?.remove();
        line = document.createElement("p");
        line.className = "unread";
        line.id = "new";
        line.append(document.createElement("span"));
        steadily(() => article.before(line));
      }
      line.firstElementChild.textContent = counted(words.oneUnread, words.manyUnread, unseen);
    }
    below.textContent = counted(words.oneBelow, words.manyBelow, unseen);
    below.hidden = isNear() && !hasGap;
  }

  // --- how far the reader is

  function read() {
    const last = numbers().at(-1) ?? 0;
    if (document.hidden || !nearEnd || hasGap || last <= readTo) return;
    unseen = 0;
    below.hidden = true;
    clearTimeout(readTimer);
    readTimer = setTimeout(() => seen((readTo = last)), READ_AFTER);
  }

  new IntersectionObserver(([{ isIntersecting }]) => {
    nearEnd = isIntersecting;
    read();
  }, { rootMargin: `0px 0px ${NEAR}px` }).observe(end);
  document.addEventListener("visibilitychange", read);

  below.addEventListener("click", () => {
    if (hasGap) return location.assign(words.url);
    const first = list.querySelector("#new")?.nextElementSibling ?? waiting;
    below.hidden = true;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    (list.querySelector("#new") ?? first).scrollIntoView({ block: "center" });
  });

  // --- what was said before

  async function loadEarlier(link) {
    if (loading) return;
    loading = true;
    link.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const before = page.querySelector("[data-msgs]");
      const next = page.querySelector("[data-earlier]");
      before.querySelector("#new")?.remove();
      for (const each of before.querySelectorAll("article")) if (byNumber(each.dataset.seq)) each.remove();
      steadily(() => {
        const first = list.querySelector(".day");
        const last = [...before.querySelectorAll(".day time")].at(-1);
        if (first && last?.dateTime === first.firstElementChild.dateTime) first.remove();
        list.prepend(...before.children);
      });
      if (next) link.href = next.href;
      else link.remove();
      say(words.moreAbove);
    } catch {
      location.assign(link.href);
    } finally {
      link.removeAttribute("aria-busy");
      loading = false;
      early.splice(0).forEach(add);
    }
  }

  section.querySelector("[data-earlier]")?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    loadEarlier(event.currentTarget);
  });

  // --- what waits to be sent

  /** Show an unsent message in one of its states: `sending`, `waiting` or `failed`; see `setState`. */
  function showUnsent(entry, state, details) {
    const old = unsent(entry.client_id);
    const article = old ?? buildUnsent(entry);
    steadily(() => {
      setState(article, state, details);
      if (!old) waiting.append(article);
    });
  }

  const unsent = (client_id) => waiting.querySelector(`[data-client="${client_id}"]`);

  /** The unsent message is gone from the page: it is in the room, or not wanted. */
  function dropUnsent(client_id) {
    const article = unsent(client_id);
    if (article) steadily(() => article.remove());
  }

  /** Of one's own messages only the newest says that it was sent. */
  function forgetSent() {
    for (const each of list.querySelectorAll("[data-part=sent]")) each.remove();
  }

  /** Bring the newest message and the place to write into sight. */
  function toEnd() {
    (section.querySelector("#write") ?? end).scrollIntoView({ block: "end", behavior: "instant" });
  }

  /** Whether what has this number stands on the page, or before it. */
  const passed = (seq) => seq <= (numbers().at(-1) ?? 0);

  return { add, passed, say, showUnsent, dropUnsent, forgetSent, toEnd, steadily };
}

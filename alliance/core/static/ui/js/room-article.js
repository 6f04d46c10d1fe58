// One message as an article: made from the blank ones in the page, which the server's own template has written.

import { listOf } from "./room-files.js";

const LONGEST_QUOTE = 90;

/** The article of a message that stands on the page, or null. */
export const byNumber = (seq) => document.getElementById(`m-${seq}`);

/** The beginning of what a message on the page says. */
export function excerpt(article) {
  const text = article.querySelector("[data-part=words]")?.textContent.trim().replace(/\s+/g, " ") ?? "";
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE - 1)}…` : text || "…";
}

/** A copy of a blank piece of the page. */
export function made(section, name) {
  return section.querySelector(`template[data-blank="${name}"]`).content.firstElementChild.cloneNode(true);
}

/** How a moment is written in a zone. */
export function formatIn(timeZone, options, tongue = document.documentElement.lang) {
  try {
    return new Intl.DateTimeFormat(tongue, { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat(tongue, options); // a zone that this browser does not know
  }
}

/** Return what makes articles for the room in `section`. */
export function articlesOf(section) {
  const words = section.dataset;
  const language = document.documentElement.lang;
  const countries = JSON.parse(words.countries);
  const clock = formatIn(words.zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const blank = (kind) => section.querySelector(`template[data-blank="${kind}"]`).innerHTML;

  /** Make the article of a frame. */
  function build(frame, mine, old) {
    const box = document.createElement("template");
    box.innerHTML = blank(mine ? "mine" : "other").replaceAll("{seq}", frame.seq);
    const article = box.content.querySelector("article");
    const part = (name) => article.querySelector(`[data-part="${name}"]`);
    const gone = frame.deleted || frame.hidden;
    const shown = {
      edited: frame.edited_at && !gone, pinned: frame.pinned, answer: frame.answer, quote: frame.reply_to,
      deleted: frame.deleted, hidden: frame.hidden, words: !gone && frame.html, sent: frame.justSent,
    };
    if (!mine) name(article, frame.author);
    part("country").textContent = countries[frame.author.country] ?? "";
    article.querySelector(".tile").textContent = frame.author.country;
    setTime(article, frame.at);
    part("words").innerHTML = frame.html; // cleaned by the server, as on the page
    if (frame.language !== language) part("words").lang = frame.language;
    if (frame.reply_to) quote(part("quote"), frame.reply_to);
    if (mine && !gone) article.dataset.text = frame.text;
    const cards = frame.cards[language] ?? [];
    if (frame.files.length) part("words").after(listOf(frame.files));
    if (cards.length) part("words").after(cardsOf(cards));
    for (const [each, is] of Object.entries(shown)) if (!is) part(each).remove();
    marks(article, frame, old);
    acts(article, frame, gone, mine);
    return article;
  }

  /** What the links of a message lead to on this site, as in `rooms/_cards.html`. */
  function cardsOf(cards) {
    const list = document.createElement("ul");
    list.className = "flat msg__cards";
    for (const { url, title, about, language: written } of cards) {
      const [item, link, head, place] = ["li", "a", "b", "span"].map((each) => document.createElement(each));
      link.href = url;
      head.textContent = title;
      if (written !== language) head.lang = written;
      Object.assign(place, { className: "muted small", textContent: about });
      link.append(head, " ", place);
      item.append(link);
      list.append(item);
    }
    return list;
  }

  function name(article, { name: written, slug }) {
    const shown = written || words.former;
    const place = article.querySelector("[data-part=name]");
    if (slug) {
      const link = document.createElement("a");
      link.href = `/${language}/people/${slug}/`;
      link.textContent = shown;
      place.replaceChildren(link);
    } else place.textContent = shown;
    for (const hint of article.querySelectorAll(".vh")) hint.textContent = hint.textContent.replace("{name}", () => shown);
  }

  function setTime(article, at) {
    const moment = new Date(at);
    const time = article.querySelector("time");
    time.dateTime = at;
    for (const each of [time, article.querySelector("[data-part=sent] [data-time]")]) each.textContent = clock.format(moment);
  }

  function quote(place, seq) {
    const link = place.querySelector("a");
    const answered = byNumber(seq);
    link.href = `${words.url}?at=${seq}#m-${seq}`;
    place.querySelector("[data-quoted]").textContent = answered?.querySelector("[data-part=name]").textContent ?? `#${seq}`;
    place.querySelector("q").textContent = answered ? excerpt(answered) : "…";
  }

  function marks(article, frame, old) {
    for (const mark of article.querySelectorAll(".msg__mark")) {
      const code = mark.value ?? mark.dataset.mark;
      const count = frame.marks[code] ?? 0;
      mark.classList.toggle("msg__mark--none", !count);
      mark.querySelector(".msg__count").textContent = count || "";
      const before = old?.querySelector(`button.msg__mark[value="${code}"]`);
      if (before) mark.setAttribute("aria-pressed", count ? before.getAttribute("aria-pressed") : "false");
    }
  }

  /** Leave out what cannot be done with this message as it is now. */
  function acts(article, frame, gone, mine) {
    const place = article.querySelector(".msg__acts");
    if (!place) return;
    const answered = frame.reply_to && byNumber(frame.reply_to);
    const moderates = "moderates" in words;
    const may = {
      edit: !gone, delete: !frame.deleted, pin: !gone, report: !gone, hide: !gone, restore: frame.hidden,
      answer: !gone && frame.reply_to && (moderates || answered?.matches(".msg--mine")),
      history: frame.edited_at || gone,
    };
    if (gone) place.querySelectorAll(".msg__mark, [data-act=reply]").forEach((each) => each.remove());
    for (const each of place.querySelectorAll("details :is(a, button)")) {
      const act = (each.getAttribute("formaction") ?? each.pathname).split("/").at(-2);
      if (may[act] === undefined || may[act]) {
        const done = { pin: frame.pinned, answer: frame.answer }[act];
        if (done) Object.assign(each, { value: "0", textContent: each.dataset.other });
      } else each.remove();
    }
    for (const each of place.querySelectorAll("form")) if (!each.querySelector("button")) each.remove();
    const more = place.querySelector("details");
    if (more && !more.querySelector("a, button") && !place.querySelector("button.msg__mark")) more.remove();
    if (!place.querySelector("a, button, .msg__mark, details")) place.remove();
  }

  /** Make the article of a message that is not in the room yet. */
  function buildUnsent(entry) {
    const box = document.createElement("template");
    box.innerHTML = blank("mine");
    const article = box.content.querySelector("article");
    for (const each of ["id", "data-seq", "aria-labelledby"]) article.removeAttribute(each);
    article.dataset.client = entry.client_id;
    article.classList.add("msg--pending");
    const kept = ["name", "country", "words", ...(entry.reply_to ? ["quote"] : [])];
    for (const each of article.querySelectorAll("[data-part]")) if (!kept.includes(each.dataset.part)) each.remove();
    for (const each of article.querySelectorAll(".msg__acts, .msg__at")) each.remove();
    article.querySelector(".msg__who").removeAttribute("id");
    if (entry.reply_to) quote(article.querySelector("[data-part=quote]"), entry.reply_to);
    const text = document.createElement("p");
    text.textContent = entry.body;
    const place = article.querySelector("[data-part=words]");
    place.append(text);
    if (entry.files?.length) place.after(listOf(entry.files.map(({ name }) => ({ name }))));
    return article;
  }

  /** Say what becomes of an unsent message: `since` when it waits, `why` it was refused, `mend` the address that helps. */
  function setState(article, state, { why, since, mend } = {}) {
    article.querySelector(".msg__state")?.remove();
    const line = made(section, state);
    if (since) line.querySelector("[data-time]").textContent = clock.format(since);
    if (why) line.querySelector("[data-why]").textContent = why;
    if (mend) Object.assign(line.querySelector("[data-mend]"), { href: mend, hidden: false });
    article.querySelector(".msg__body").append(line);
  }

  return { build, buildUnsent, setState };
}

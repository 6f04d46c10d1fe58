// A room, live. The page works without: this hears what others say at once, and loses nothing that is written on a line that
// breaks. All words come from the page.

import { byNumber, excerpt, made } from "./room-article.js";
import { takeOverActs } from "./room-acts.js";
import { prepared, upload } from "./room-files.js";
import { Refused, openLine } from "./room-line.js";
import { openList } from "./room-list.js";
import { openOutbox } from "./room-outbox.js";

const DRAFT_AFTER = 300;
const SAY_STATE_AFTER = 2000;
const WAIT_FIRST = 2000, WAIT_LAST = 30_000;

const section = document.querySelector("[data-room][data-owner]");
const words = section.dataset;
const form = section.querySelector("form#write");
const own = new Set();
const queue = new Map();
let offlineSince = null, stateTimer, wasAway = false, flushing = false, again = () => {};

const list = openList(section, {
  isMine: (frame) => own.has(frame.client_id) || (frame.author.slug !== "" && frame.author.slug === words.me),
  seen: (seq) => line.noteRead(seq),
});
if (!location.hash && performance.getEntriesByType("navigation")[0]?.type === "navigate") {
  const fresh = section.querySelector("#new");
  if (fresh) fresh.scrollIntoView({ block: "center", behavior: "instant" });
  else if (!("gap" in words)) list.toEnd();
}
const outbox = await openOutbox({ owner: +words.owner, room: words.room, keeps: "keeps" in words }, fromOtherWindow);
const line = openLine(section, {
  message: onMessage,
  state: onState,
  can: (can) => form && setOpen(can.includes("post")),
  ended: onEnded,
  other: (frame) => section.dispatchEvent(new CustomEvent("room:frame", { detail: frame })),
});
takeOverActs(section, { line, list, answer });
const composer = form && openComposer();
for (const entry of await outbox.all()) {
  // It went out, and this page did not hear of it any more.
  if (section.querySelector(`[data-msgs] [data-client="${entry.client_id}"]`)) outbox.drop(entry.client_id);
  else {
    // What could be mended on another page may be mended by now.
    if (entry.failed?.url) delete entry.failed;
    take(entry);
  }
}
flush();

// --- what arrives

function onMessage(frame) {
  const isOurs = queue.has(frame.client_id);
  if (isOurs) {
    list.forgetSent();
    frame.justSent = true;
  }
  const stands = list.add(frame);
  if (!isOurs) return;
  line.stored(frame);
  if (stands) done(frame.client_id);
  else leaveFor(frame.client_id, frame.seq);
}

/** What was written on a page of older messages stands on another page. */
function leaveFor(client_id, seq) {
  done(client_id);
  location.assign(`${words.url}?at=${seq}#m-${seq}`);
}

function onState(state) {
  offlineSince = state === "offline" ? (offlineSince ?? new Date()) : null;
  const place = section.querySelector("[data-line]");
  const say = { offline: words.offline, connecting: words.connecting, polling: words.polling, live: wasAway ? words.back : "" };
  clearTimeout(stateTimer);
  // What passes in a moment is not said.
  stateTimer = setTimeout(() => {
    wasAway = state !== "live";
    place.textContent = say[state] ?? "";
    if (state === "live") stateTimer = setTimeout(() => (place.textContent = ""), 2 * SAY_STATE_AFTER);
  }, state === "connecting" ? SAY_STATE_AFTER : 0);
  again();
  if (state === "live" || state === "polling") flush();
  else for (const entry of queue.values()) showWaiting(entry);
}

function onEnded(code, why) {
  const notice = made(section, `ended-${code}`);
  if (why) notice.querySelector("[data-why]").textContent = why;
  section.querySelector("[data-ended]").replaceChildren(notice);
  if (form) closeComposer();
}

/** Somebody may be kept from writing for a time, and a room may be closed, while they are in it. */
function setOpen(isOpen) {
  if (isOpen === !form.classList.contains("composer--closed")) return;
  const place = section.querySelector("[data-ended]");
  if (isOpen) {
    place.replaceChildren();
    form.classList.remove("composer--closed");
    form.hidden = form.body.readOnly = false;
  } else {
    place.replaceChildren(made(section, "ended-closed"));
    closeComposer();
  }
}

/** Nobody writes here now; what was typed can still be read and copied. */
function closeComposer() {
  form.classList.add("composer--closed");
  form.hidden = !form.body.value;
  form.body.readOnly = true;
}

// --- what goes out

function take(entry) {
  own.add(entry.client_id);
  queue.set(entry.client_id, entry);
  showWaiting(entry);
}

function showWaiting(entry) {
  if (entry.failed) list.showUnsent(entry, "failed", { why: entry.failed.detail, mend: entry.failed.url });
  else if (line.ready()) list.showUnsent(entry, "sending");
  else list.showUnsent(entry, offlineSince ? "waiting" : "sending", { since: offlineSince });
}

function done(client_id) {
  queue.delete(client_id);
  list.dropUnsent(client_id);
  outbox.drop(client_id);
}

/** Send what waits, one after the other, so that it stands in the room as it was written. */
async function flush() {
  if (flushing) return;
  flushing = true;
  let pause = WAIT_FIRST;
  for (let entry; line.ready() && (entry = [...queue.values()].find((each) => !each.failed && !each.stored)); ) {
    list.showUnsent(entry, "sending");
    try {
      await upload(section, entry, outbox.update);
      const seq = await line.post(entry);
      pause = WAIT_FIRST;
      entry.stored = true;
      // Where the message does not stand yet, it follows, and takes the place of the one that waited.
      if (list.passed(seq)) done(entry.client_id);
      else if ("gap" in words) leaveFor(entry.client_id, seq);
    } catch (error) {
      if (error.code === "not_found" && renew(entry)) continue;
      const isSlow = error.code === "too_fast";
      if (isSlow) list.showUnsent(entry, "slow", { why: error.message });
      else if (!(error instanceof Refused)) showWaiting(entry);
      if (isSlow || !(error instanceof Refused)) {
        await new Promise((resolve) => setTimeout((again = resolve), pause));
        pause = Math.min(WAIT_LAST, pause * 2);
      } else if (queue.has(entry.client_id)) {
        entry.failed = { detail: error.message, url: error.url };
        await outbox.update(entry);
        showWaiting(entry);
      }
    }
  }
  flushing = false;
}

/** Files that waited too long on the server are sent anew, once. Returns whether there are any. */
function renew(entry) {
  const old = entry.renewed ? [] : (entry.files ?? []).filter(({ id, blob }) => id && blob);
  for (const file of old) delete file.id;
  return (entry.renewed = old.length > 0);
}

function fromOtherWindow({ added, dropped }) {
  if (added) take(added);
  if (dropped && !queue.get(dropped)?.stored && queue.delete(dropped)) list.dropUnsent(dropped);
}

section.querySelector("[data-waiting]").addEventListener("click", ({ target }) => {
  const act = target.closest("button")?.dataset.act;
  const { client } = target.closest("article")?.dataset ?? {};
  const entry = queue.get(client);
  if (!entry) return;
  if (act === "drop") done(client);
  if (act === "again") {
    delete entry.failed;
    outbox.update(entry);
    showWaiting(entry);
    flush();
  }
  form?.body.focus({ preventScroll: true });
});

// --- the composer

function answer(article) {
  const answering = form.querySelector("[data-answering]");
  form.reply_to.value = article.dataset.seq;
  const name = article.querySelector("[data-part=name]").textContent;
  answering.querySelector("[data-quote]").textContent = `${name}: ${excerpt(article)}`;
  list.steadily(() => (answering.hidden = false));
  form.body.focus();
  composer.changed();
}

function openComposer() {
  const field = form.body;
  const count = form.querySelector("[data-count]");
  const error = form.querySelector("#write-error");
  const kept = form.querySelector("[data-draft]");
  const wrongFiles = form.querySelector("[data-files-error]");
  const button = form.querySelector("[type=submit]");
  const { most } = count.dataset;
  let timer, preparing = false;

  const lengthOf = (text) => [...text].length;
  const filled = (text, n) => text.replace("{n}", n.toLocaleString(document.documentElement.lang)).replace("{most}", (+most).toLocaleString(document.documentElement.lang));

  function weigh() {
    const length = lengthOf(field.value);
    count.textContent = filled(count.dataset.count, length);
    count.classList.toggle("composer__over", length > most);
  }

  function say(text) {
    kept.hidden = !text;
    kept.querySelector("span").textContent = text;
  }

  function complain(text) {
    error.hidden = !text;
    error.querySelector("[data-why]").textContent = text;
    field.toggleAttribute("aria-invalid", Boolean(text));
  }

  function complainOfFiles(text) {
    wrongFiles.hidden = !text;
    wrongFiles.querySelector("[data-why]").textContent = text;
    form.files.toggleAttribute("aria-invalid", Boolean(text));
    if (text) form.files.focus();
    return Boolean(text);
  }

  /** What goes with the message: what was uploaded with it before, and what is chosen now. */
  async function filesToSend() {
    const before = [...form.querySelectorAll("[data-uploaded]")];
    const chosen = await prepared(form.files.files);
    return [...before.map(({ dataset }) => ({ id: +dataset.uploaded, name: dataset.name })), ...chosen];
  }

  function wrongWith(files) {
    const { most: mostFiles, largest, tooMany, tooLarge } = form.files.dataset;
    if (files.length > mostFiles) return tooMany;
    const large = files.find(({ blob }) => blob?.size > largest);
    return large ? tooLarge.replace("{name}", () => large.name).replace("{size}", Math.ceil(large.blob.size / 1024 ** 2)) : "";
  }

  async function keep() {
    clearTimeout(timer);
    const draft = field.value.trim() ? { body: field.value, reply_to: +form.reply_to.value || null } : null;
    await outbox.keepDraft(draft);
    say(draft && field.value ? kept.dataset.kept : "");
  }

  function changed() {
    weigh();
    clearTimeout(timer);
    timer = setTimeout(keep, DRAFT_AFTER);
  }

  function stopAnswering() {
    form.reply_to.value = "";
    list.steadily(() => (form.querySelector("[data-answering]").hidden = true));
  }

  async function takeUp() {
    const draft = await outbox.draft();
    if (!draft || field.value) return;
    field.value = draft.body;
    const answered = draft.reply_to && byNumber(draft.reply_to);
    if (answered && !form.reply_to.value) {
      form.reply_to.value = draft.reply_to;
      const quote = form.querySelector("[data-answering]");
      quote.querySelector("[data-quote]").textContent = excerpt(answered);
      quote.hidden = false;
    }
    say(kept.dataset.back);
    weigh();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (preparing) return;
    preparing = true;
    button.setAttribute("aria-busy", "true");
    const files = await filesToSend();
    preparing = false;
    button.removeAttribute("aria-busy");
    const body = field.value;
    const length = lengthOf(body.trim());
    if (complainOfFiles(wrongWith(files))) return;
    if (!length && !files.length) return complain(count.dataset.empty), field.focus();
    if (length > most) return complain(filled(count.dataset.tooLong, length)), field.focus();
    clearTimeout(timer);
    const entry = { client_id: newId(), body, reply_to: +form.reply_to.value || null, at: Date.now() };
    if (files.length) entry.files = files;
    field.value = form.files.value = form.uploaded.value = "";
    form.querySelector("[data-uploads]")?.remove();
    complain("");
    say("");
    weigh();
    if (entry.reply_to) stopAnswering();
    take(entry);
    field.focus({ preventScroll: true });
    await outbox.add(entry);
    flush();
  });
  field.addEventListener("input", () => {
    if (!error.hidden) complain("");
    changed();
  });
  form.files.addEventListener("change", () => complainOfFiles(""));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.querySelector("[data-act=no-reply]").addEventListener("click", (event) => {
    event.preventDefault();
    stopAnswering();
    changed();
    field.focus();
  });
  document.addEventListener("visibilitychange", () => document.hidden && field.value && keep());
  field.addEventListener("input", async function begin({ data }) {
    if (data !== "@" && !field.value.endsWith("@")) return;
    field.removeEventListener("input", begin);
    const { offerPeople } = await import(words.mentions).catch(() => ({}));
    Object.assign(field.dataset, { name: words.people, one: words.onePerson, many: words.manyPeople });
    offerPeople?.(field, `${words.url}people.json`, list.say);
  });

  field.setAttribute("aria-describedby", `${count.id} ${error.id}`);
  form.files.setAttribute("aria-describedby", wrongFiles.id);
  weigh();
  takeUp();
  return { changed };
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Only pages over HTTPS have it.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// The line to a room: a socket; where sockets are blocked, questions every few seconds and forms in their place. What was missed
// is asked for by the number of the last change, so nothing depends on a line that holds.

const FIRST_PAUSE = 500, LONGEST_PAUSE = 30_000;
const PATIENCE = 15_000;
const QUIET = 60_000;
const POLL_FIRST = 5_000, POLL_LAST = 25_000, SOCKET_AGAIN = 120_000;
const SIGNED_OUT = 4401, NOT_ALLOWED = 4403, NO_ROOM = 4404, TOO_SLOW = 4408;
const FINAL = [SIGNED_OUT, NOT_ALLOWED, NO_ROOM];

/** The line broke before an answer came: nobody knows yet whether it was done. */
export class Broken extends Error {}

/** The server said no; `message` is in the reader's language, `code` one of the socket's, `url` leads to what mends it. */
export class Refused extends Error {
  constructor({ code, detail, url }) {
    super(detail);
    Object.assign(this, { code, url });
  }
}

/** Open the line of the room in `section` and keep it open. `on` hears `message`, `state`, `can`, `ended` and `other`. */
export function openLine(section, on) {
  const { room, url } = section.dataset;
  const language = document.documentElement.lang;
  const address = `${location.origin.replace(/^http/, "ws")}/ws/rooms/${room}/?language=${language}`;
  const known = { seq: +section.dataset.seq, change: +section.dataset.change };
  const posts = new Map();
  let acts = [];
  let state = "", socket = null, greeted = false, caughtUp = false, ended = false;
  let failures = 0, neverGreeted = 0, timer, patience, read = 0, words = "";
  let pollPause = POLL_FIRST, pollTimer, asking = null, socketAgainAt = 0, formPost = null;

  function show(next) {
    if (state !== next) on.state((section.dataset.state = state = next));
  }

  // --- the socket

  function open() {
    clearTimeout(timer);
    if (ended || socket) return;
    if (!navigator.onLine) return show("offline");
    if (!["polling", "offline"].includes(state)) show("connecting");
    let mine;
    try {
      mine = new WebSocket(address);
    } catch {
      return void ask(true);
    }
    socket = mine;
    greeted = caughtUp = false;
    words = "";
    expect(mine);
    mine.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      if (socket !== mine) return;
      if (frame.type === "hello") {
        greeted = true;
        failures = neverGreeted = 0;
        on.can(frame.can);
        catchUp();
      } else heard(frame);
    };
    mine.onclose = ({ code }) => {
      if (socket === mine) lost(code);
    };
  }

  /** Unless something is heard in time, the line is dead. */
  function expect(mine) {
    clearTimeout(patience);
    patience = setTimeout(() => drop(mine), PATIENCE);
  }

  function drop(mine) {
    if (socket !== mine) return;
    mine.close();
    lost(0);
  }

  function catchUp() {
    say({ type: "after", ...known });
    expect(socket);
  }

  function say(frame) {
    socket.send(JSON.stringify(frame));
  }

  function heard(frame) {
    if (caughtUp) calm();
    else expect(socket);
    switch (frame.type) {
      case "message":
        return take(frame);
      case "caught_up":
        caughtUp = true;
        known.seq = Math.max(known.seq, frame.seq);
        known.change = Math.max(known.change, frame.change);
        clearTimeout(pollTimer);
        calm();
        return show("live");
      case "ack":
        return settle(frame.client_id, (waiting) => waiting.resolve(frame.seq));
      case "can":
        return on.can(frame.can);
      case "error":
        if (frame.client_id) return settle(frame.client_id, (waiting) => waiting.reject(new Refused(frame)));
        if (!acts.length) return void (words = frame.detail);
        acts.shift().reject(new Refused(frame));
        return calm();
      default:
        on.other(frame);
    }
  }

  function take(frame) {
    if (caughtUp) known.change = Math.max(known.change, frame.change);
    known.seq = Math.max(known.seq, frame.seq);
    on.message(frame);
    const act = acts.find((each) => each.seq === frame.seq);
    if (!act) return;
    acts = acts.filter((each) => each !== act);
    act.resolve();
    calm();
  }

  function settle(client_id, how) {
    const waiting = posts.get(client_id);
    posts.delete(client_id);
    if (waiting) how(waiting);
    calm();
  }

  /** Where nothing is due, only a line that was silent for long is asked whether it is there. */
  function calm() {
    if (posts.size || acts.length) return;
    clearTimeout(patience);
    patience = setTimeout(() => socket && (document.hidden ? calm() : catchUp()), QUIET);
  }

  function lost(code) {
    clearTimeout(patience);
    socket = null;
    caughtUp = false;
    for (const waiting of [...posts.values(), ...acts]) waiting.reject(new Broken());
    posts.clear();
    acts = [];
    if (FINAL.includes(code)) return end(code);
    failures = code === TOO_SLOW ? 0 : failures + 1;
    if (!greeted) neverGreeted += 1;
    if (!navigator.onLine) return show("offline");
    if (state === "polling") return;
    if (state !== "offline") show("connecting");
    // Twice no greeting: is the site away, or do only sockets not come through?
    if (neverGreeted >= 2) ask(true);
    else later();
  }

  function later() {
    clearTimeout(timer);
    const most = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures);
    timer = setTimeout(open, most * (0.5 + Math.random() / 2));
  }

  function end(code) {
    ended = true;
    for (const each of [timer, pollTimer, patience]) clearTimeout(each);
    show("ended");
    on.ended(code, words);
  }

  // --- where there is no socket

  /** Ask what is new, now; `first` to find out whether sockets alone are blocked. */
  function ask(first = false) {
    clearTimeout(pollTimer);
    asking ??= poll(first).finally(() => (asking = null));
    return asking;
  }

  async function poll(first) {
    const query = new URLSearchParams({ after: known.seq, change: known.change, ...(read && { read }) });
    try {
      const answer = await fetch(`${url}since.json?${query}`, { signal: AbortSignal.timeout(PATIENCE) });
      if ([403, 404].includes(answer.status)) return end(NO_ROOM);
      if (!answer.ok) throw new Broken();
      const told = await answer.json();
      if (ended || caughtUp) return;
      if (first) socketAgainAt = Date.now() + SOCKET_AGAIN;
      failures = 0;
      told.messages.forEach(take);
      known.seq = Math.max(known.seq, told.seq);
      known.change = Math.max(known.change, told.change);
      on.can(told.can);
      told.polls.forEach(on.other);
      show("polling");
      pollPause = told.messages.length ? POLL_FIRST : Math.min(POLL_LAST, pollPause * 1.3);
      if (Date.now() > socketAgainAt) {
        socketAgainAt = Date.now() + SOCKET_AGAIN;
        open();
      }
      pollTimer = setTimeout(ask, document.hidden ? POLL_LAST : pollPause);
    } catch {
      if (ended || caughtUp) return;
      neverGreeted = 0;
      failures += 1;
      show("offline");
      later();
    }
  }

  /** Send a form as the page without script does, and hear by asking what came of it. */
  async function sendForm(place, fields) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    let answer;
    try {
      answer = await fetch(place, {
        method: "POST",
        body: new URLSearchParams({ csrfmiddlewaretoken: token, ...fields }),
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      throw new Broken();
    }
    if (answer.type === "opaqueredirect") {
      pollPause = POLL_FIRST;
      await asking;
      return ask();
    }
    if (answer.status >= 500) throw new Broken();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const why = page.querySelector(".field__error:not([hidden])") ?? page.querySelector("main .lede, main h1");
    throw new Refused({
      code: answer.status === 429 ? "too_fast" : "not_allowed",
      detail: why?.textContent.trim().replace(/\s+/g, " ") || section.dataset.broken,
    });
  }

  // --- what the page asks of the line

  /** Send a message; resolves once it is stored. Rejects with Refused or Broken. */
  async function post({ client_id, body, reply_to, files: sent = [] }) {
    const files = sent.map(({ id }) => id);
    if (caughtUp) {
      const answer = new Promise((resolve, reject) => posts.set(client_id, { resolve, reject }));
      say({ type: "post", client_id, body, reply_to, files });
      expect(socket);
      return answer;
    }
    if (state !== "polling") throw new Broken();
    formPost = { client_id, seq: 0 };
    await sendForm(url, { client_id, body, reply_to: reply_to ?? "", uploaded: files.join(",") });
    if (!formPost.seq) throw new Broken(); // it led somewhere else: to the page for signing in
    return formPost.seq;
  }

  /** Change, take back or mark a message; resolves once everybody heard of it. Rejects with Refused or Broken. */
  async function act(kind, seq, fields = {}) {
    if (caughtUp) {
      const answer = new Promise((resolve, reject) => acts.push({ seq, resolve, reject }));
      say({ type: kind, seq, ...fields });
      expect(socket);
      return answer;
    }
    if (state !== "polling") throw new Broken();
    return sendForm(`${url}${seq}/${kind}/`, fields);
  }

  /** The message that the page wanted to post has been seen in the room. */
  function stored(frame) {
    if (formPost?.client_id === frame.client_id) formPost.seq = frame.seq;
    settle(frame.client_id, (waiting) => waiting.resolve(frame.seq));
  }

  /** The reader has seen everything up to `seq`. */
  function noteRead(seq) {
    read = Math.max(read, seq);
    if (caughtUp) say({ type: "read", seq });
  }

  addEventListener("online", () => {
    failures = neverGreeted = 0;
    open();
  });
  addEventListener("offline", () => {
    clearTimeout(pollTimer);
    if (ended) return;
    if (socket) drop(socket);
    show("offline");
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || ended) return;
    if (caughtUp) catchUp();
    else if (state === "polling") ask();
    else open();
  });
  // A page with an open socket is not kept for the way back.
  addEventListener("pagehide", () => socket?.close());
  addEventListener("pageshow", ({ persisted }) => persisted && !ended && open());

  open();
  return { post, act, stored, noteRead, ready: () => caughtUp || state === "polling", state: () => state };
}

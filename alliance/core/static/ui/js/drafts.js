// Long forms are saved while they are typed. While there is no connection they are kept in this browser and sent later.
// A form takes part by holding components/draft.html; all words come from there.

const PAUSE = 1500;
const AGAIN = 15000;
const PREFIX = "draft:";

for (const box of document.querySelectorAll("[data-draft]")) watch(box.closest("form"), box);

function watch(form, box) {
  const { draft: url, owner } = box.dataset;
  const words = box.dataset;
  const place = `${PREFIX}${owner}:${location.pathname}`;
  let timer, running, changed = 0, leaving = false;

  dropOthers(owner);
  takeUp();

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  addEventListener("online", () => stored() && save());
  addEventListener("pagehide", () => changed && !leaving && store());
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
    running?.abort();
    store();
  });
  // The browser shows this page again from its memory: nothing was sent yet, or it was refused.
  addEventListener("pageshow", () => (leaving = false));

  function later() {
    changed += 1;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  function typed() {
    const passwords = new Set([...form.querySelectorAll("input[type=password]")].map((input) => input.name));
    return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !passwords.has(name));
  }

  async function save() {
    if (leaving) return;
    const at = changed;
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(url, {
        method: "POST",
        body: new URLSearchParams(typed()),
        headers: { Accept: "application/json" },
        signal: running.signal,
      });
      const told = await answer.json();
      if (!told.saved) return keep(words.kept);
      if (at === changed) changed = 0;
      forget();
      say(`${words.saved} ${clock()}${told.signed_in ? "" : ` · ${words.signedOut}`}`);
    } catch (error) {
      if (error.name !== "AbortError") keep(words.offline);
    }
  }

  function keep(message) {
    store();
    say(message);
    clearTimeout(timer);
    timer = setTimeout(save, AGAIN);
  }

  function store() {
    const own = typed().filter(([name]) => !["csrfmiddlewaretoken", "draft"].includes(name));
    try {
      localStorage.setItem(place, JSON.stringify({ own, sent: box.dataset.sent }));
    } catch {
      say(words.failed); // private windows and full disks
    }
  }

  function stored() {
    try {
      return JSON.parse(localStorage.getItem(place));
    } catch {
      return null;
    }
  }

  function forget() {
    localStorage.removeItem(place);
  }

  // What the server never got comes back into the fields; what was accepted since is forgotten.
  function takeUp() {
    const kept = stored();
    if (!kept) return;
    if (kept.sent !== box.dataset.sent || form.querySelector(".field--bad")) return forget();
    const values = group(kept.own);
    let differs = false;
    for (const field of form.elements) {
      if (!field.name || ["file", "password", "submit"].includes(field.type)) continue;
      const mine = (values.get(field.name) ?? []).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") {
        differs ||= field.checked !== mine.includes(field.value);
        field.checked = mine.includes(field.value);
      } else if (field.multiple) {
        for (const option of field.options) option.selected = mine.includes(option.value);
      } else if (mine.length && field.value !== mine[0]) {
        differs = true;
        field.value = mine[0];
      }
    }
    if (differs) {
      say(words.back);
      later();
    } else forget();
  }

  function say(message) {
    box.querySelector("[data-state]").textContent = message;
  }
}

function clock() {
  return new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
}

function group(pairs) {
  const map = new Map();
  for (const pair of pairs) map.set(pair[0], [...(map.get(pair[0]) ?? []), pair]);
  return map;
}

// On a shared computer nobody finds what another person typed.
function dropOthers(owner) {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX) && !name.startsWith(`${PREFIX}${owner}:`)) localStorage.removeItem(name);
  }
}

// Suggestions under a search box: a combobox with a listbox (ARIA 1.2). Loaded when somebody goes into a field with
// [data-suggest]; the focus never leaves the field. What fails, fails in silence: the form works without.

const WAIT = 150;
const LEAST = 2;
const KEPT = 60;

const answers = new Map();
const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The place of the last word of ``typed`` in ``title``, accents aside, if a word begins so; else null. */
function match(title, typed) {
  const sought = bare(typed.trim().split(/\s+/).pop());
  const letters = [...title].map((letter) => bare(letter)[0] ?? "");
  if (letters.length !== [...title].length) return null;
  const at = ` ${letters.join("")}`.search(new RegExp(`[^\\p{L}\\p{N}]${sought.replace(/[^\p{L}\p{N}]/gu, "\\$&")}`, "u"));
  return sought && at >= 0 ? [at, at + sought.length] : null;
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Attach to a field, once. ``announce`` says a text to screen readers. */
export function suggestFor(field, announce) {
  const id = `${field.id}-list`;
  const list = element("div", { id, role: "listbox", "aria-label": field.dataset.name });
  const box = element("div", { class: "suggest" }, list, element("div", { class: "suggest__foot" }, field.dataset.hint));
  let options = [];
  let chosen = -1;
  let timer;
  let request;

  box.hidden = true;
  field.after(box);
  for (const [key, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
  })) field.setAttribute(key, value);

  function close() {
    clearTimeout(timer);
    request?.abort();
    box.hidden = true;
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(number) {
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = number;
    const option = options[chosen];
    if (!option) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  }

  function optionOf(hit, number) {
    const words = element("span");
    if (hit.language !== document.documentElement.lang) words.lang = hit.language;
    const place = match(hit.title, field.value);
    const letters = [...hit.title];
    if (place) {
      words.append(letters.slice(0, place[0]).join(""), element("b", {}, letters.slice(...place).join("")));
      words.append(letters.slice(place[1]).join(""));
    } else words.append(hit.title);
    return element("div", { role: "option", id: `${id}-${number}`, "aria-selected": "false", "data-url": hit.url }, words);
  }

  function show(answer) {
    choose(-1);
    const groups = new Map();
    for (const hit of answer.hits) groups.set(hit.label, [...(groups.get(hit.label) ?? []), hit]);
    options = [];
    list.replaceChildren(...[...groups].map(([label, hits], number) => {
      const made = hits.map((hit) => {
        options.push(optionOf(hit, options.length));
        return options.at(-1);
      });
      const head = element("div", { class: "suggest__h", id: `${id}-h${number}`, role: "presentation" }, label);
      return element("div", { role: "group", "aria-labelledby": head.id }, head, ...made);
    }));
    box.hidden = !options.length;
    field.setAttribute("aria-expanded", String(!box.hidden));
    announce(answer.said);
  }

  async function ask() {
    const typed = field.value.trim();
    request?.abort();
    if (typed.length < LEAST) {
      close();
      return;
    }
    const address = `${field.dataset.source}&q=${encodeURIComponent(typed)}`;
    request = new AbortController();
    const { signal } = request;
    try {
      if (!answers.has(address)) {
        const response = await fetch(address, { signal });
        if (!response.ok) return;
        answers.set(address, await response.json());
        if (answers.size > KEPT) answers.delete(answers.keys().next().value);
      }
      if (!signal.aborted && document.activeElement === field) show(answers.get(address));
    } catch (error) {
      if (error.name !== "AbortError") announce(field.dataset.offline);
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (step && box.hidden && step > 0) ask();
    else if (step && !box.hidden) choose(((chosen + 1 + step + options.length + 1) % (options.length + 1)) - 1);
    else if (event.key === "Enter" && chosen >= 0) location.assign(options[chosen].dataset.url);
    else if (event.key === "Escape" && !box.hidden) close();
    else return;
    event.preventDefault();
  });
  // Pressing must not take the focus from the field, or the list would be gone before the press ends.
  box.addEventListener("pointerdown", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  // What was typed while this was on its way.
  if (field.value !== field.defaultValue) ask();
}

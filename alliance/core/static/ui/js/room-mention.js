// Whom to name: after an @ those who read the room are offered, in a listbox under the field (ARIA 1.2); the focus stays where
// one types. Loaded with the first @. What fails, fails in silence: a name can be typed.

const WAIT = 200;
const STARTED = /(?:^|[\s(])@([\p{L}\p{N}][\p{L}\p{N} -]{0,40}|)$/u;

/** Offer people in `field`; `source` answers with them. `announce` says how many. */
export function offerPeople(field, source, announce) {
  const { name, one, many } = field.dataset;
  const list = document.createElement("ul");
  let people = [], chosen = -1, timer, request;

  Object.assign(list, { id: `${field.id}-people`, className: "mentions flat", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", name);
  field.after(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);

  const started = () => (field.selectionStart === field.selectionEnd ? STARTED.exec(field.value.slice(0, field.selectionStart)) : null);

  function later() {
    clearTimeout(timer);
    if (!started()) return close();
    timer = setTimeout(ask, WAIT);
  }

  async function ask() {
    const typed = started();
    if (!typed) return close();
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(`${source}?${new URLSearchParams({ q: typed[1] })}`, { signal: request.signal });
      ({ people } = await answer.json());
    } catch {
      return;
    }
    if (started()?.[1] === typed[1]) show();
  }

  function show() {
    list.replaceChildren(...people.map(option));
    list.hidden = !people.length;
    choose(people.length ? 0 : -1);
    if (people.length) announce(people.length === 1 ? one : many.replace("{n}", people.length));
  }

  function option({ name: who, country, code }, index) {
    const item = document.createElement("li");
    const tile = document.createElement("span");
    const text = document.createElement("span");
    const place = document.createElement("span");
    Object.assign(item, { id: `${list.id}-${index}` });
    item.setAttribute("role", "option");
    Object.assign(tile, { className: "tile", textContent: code });
    tile.setAttribute("aria-hidden", "true");
    text.textContent = who;
    Object.assign(place, { className: "muted small", textContent: country });
    item.append(tile, text, " ", place);
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the focus stays in the field
      take(index);
    });
    return item;
  }

  function choose(index) {
    chosen = index;
    [...list.children].forEach((each, at) => each.setAttribute("aria-selected", at === index));
    if (index < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  }

  function take(index) {
    const [, typed] = started() ?? [];
    if (typed === undefined) return close();
    const end = field.selectionStart;
    field.setRangeText(`@${people[index].slug} `, end - typed.length - 1, end, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function close() {
    clearTimeout(timer);
    request?.abort();
    people = [];
    list.hidden = true;
    choose(-1);
  }

  field.addEventListener("input", later);
  field.addEventListener("blur", close);
  // Before whatever else Enter and Escape do in a field.
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose((chosen + step + people.length) % people.length);
    else if (event.key === "Enter" || event.key === "Tab") take(chosen);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  later();
}

// The hours of an event in the reader's own zone, with the zone named. What the server sent, the hours of the place, stays below.

const language = document.documentElement.lang;

/** What a zone (default: the reader's) says of a moment in this style: "hora de Ecuador", "GMT-5". */
function zonePart(style, moment, timeZone) {
  return new Intl.DateTimeFormat(language, { timeZoneName: style, timeZone })
    .formatToParts(moment).find((each) => each.type === "timeZoneName").value;
}

for (const block of document.querySelectorAll("[data-when]")) {
  const start = new Date(block.dataset.start);
  const end = new Date(block.dataset.end);
  const offset = zonePart("shortOffset", start);
  const zone = `${zonePart("longGeneric", start)} (${offset.replace("GMT", "UTC").replace("-", "−")})`;
  const line = block.querySelector("[data-yours-line]");
  line.textContent = `${block.dataset.yours} ${zone}`;
  line.hidden = false;
  // where the clocks agree, the hours stand there already
  if (offset === zonePart("shortOffset", start, block.dataset.zone)) continue;
  const hours = new Intl.DateTimeFormat(language, {
    weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  block.querySelector("[data-text]").textContent = end > start ? hours.formatRange(start, end) : hours.format(start);
  block.querySelector("[data-place]").hidden = false;
  // a day of the place may be another day of the reader
  if (!block.classList.contains("when--range")) block.querySelector("[data-day]").textContent = start.getDate();
}

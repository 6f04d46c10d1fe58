// Files of messages: pictures made small before they go out, each file sent by itself, and shown. The server looks at all again.

import { Broken, Refused } from "./room-line.js";

const SIDE = 1600, QUALITY = 0.85, SMALL = 300_000;
const PATIENCE = 120_000;
const DRAWN_AS = { "image/jpeg": "image/jpeg", "image/png": "image/webp", "image/webp": "image/webp" };
const ENDINGS = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" };

/** What goes out of the chosen files: pictures no larger than a room shows them, others as they are. */
export const prepared = (files) => Promise.all([...files].map(shrunk));

async function shrunk(file) {
  const whole = { name: file.name, blob: file };
  if (!(file.type in DRAWN_AS)) return whole;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size < SMALL) return whole;
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, DRAWN_AS[file.type], QUALITY));
    if (!blob || blob.size >= file.size) return whole;
    return { name: `${file.name.replace(/\.[^.]*$/, "")}.${ENDINGS[blob.type]}`, blob };
  } catch {
    return whole; // no picture, whatever it is called, or one too large for this device
  }
}

/** Send what is not there yet of the files of `entry`, one by one; `keep` hears of each. Rejects with Refused or Broken. */
export async function upload(section, entry, keep) {
  for (const file of entry.files ?? []) {
    if (file.id) continue;
    const body = new FormData();
    body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    body.append("file", file.blob, file.name);
    let answer;
    try {
      answer = await fetch(`${section.dataset.url}files/`, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      throw new Broken();
    }
    if (answer.status >= 500) throw new Broken();
    const told = await answer.json().catch(() => ({ code: "bad_message", detail: section.dataset.broken }));
    if (!answer.ok) throw new Refused(told);
    file.id = told.id;
    await keep(entry);
  }
}

/** What a message shows of its files; those without an address are named only. */
export function listOf(files) {
  const list = document.createElement("ul");
  list.className = "flat msg__files";
  list.append(...files.map(item));
  return list;
}

function item({ url, name, size, kind, width, height }) {
  const line = document.createElement("li");
  if (!url) {
    line.textContent = name;
    return line;
  }
  const link = document.createElement("a");
  link.href = `/${document.documentElement.lang}${url}`;
  line.append(link);
  if (kind === "picture") {
    link.append(Object.assign(new Image(width, height), { loading: "lazy", decoding: "async", src: link.href, alt: name }));
    return line;
  }
  const weight = Object.assign(document.createElement("span"), { className: "muted small", textContent: weightOf(size) });
  link.textContent = name;
  line.append(" ", weight);
  return line;
}

const UNITS = ["byte", "kilobyte", "megabyte"];

function weightOf(bytes) {
  const step = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2;
  const options = { style: "unit", unit: UNITS[step], maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang, options).format(bytes / 1024 ** step);
}

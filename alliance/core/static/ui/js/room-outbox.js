// What was written and is not in the room yet, kept in this browser: unsent messages and the draft. On a shared computer, and
// where the browser keeps nothing, only as long as the page is open.

const MESSAGES = "messages", DRAFTS = "drafts";

/** Open what this person wrote in this room. `told` hears when another window has changed it. */
export async function openOutbox({ owner, room, keeps }, told) {
  const kept = await openDatabase().catch(() => null);
  if (kept) await dropOthers(kept, owner).catch(() => {});
  const base = keeps ? kept : null;
  const memory = new Map();
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`room:${owner}:${room}`) : null;
  if (channel) channel.onmessage = ({ data }) => told(data);
  const place = [owner, room];

  /** Run `work` on the stores in one transaction; where that fails, the page's own memory does. */
  async function change(work, fallback) {
    fallback();
    if (!base) return;
    await new Promise((resolve) => {
      try {
        const done = base.transaction([MESSAGES, DRAFTS], "readwrite");
        done.oncomplete = done.onabort = done.onerror = resolve;
        work(done.objectStore(MESSAGES), done.objectStore(DRAFTS));
      } catch {
        resolve(); // a full disk, or a database that was closed
      }
    });
  }

  return {
    /** Whether what is written survives the page. */
    survives: Boolean(base),

    /** The messages that wait, the oldest first. */
    async all() {
      const rows = base ? await asked(base, MESSAGES, (store) => store.getAll()).catch(() => []) : [];
      const mine = rows.filter((row) => row.owner === owner && row.room === room);
      for (const row of mine) memory.set(row.client_id, row);
      return [...memory.values()].sort((one, other) => one.at - other.at);
    },

    /** The message waits from now on, and is no draft any more: both or neither. */
    async add(entry) {
      const row = { ...entry, owner, room };
      await change(
        (messages, drafts) => {
          messages.put(row);
          drafts.delete(place);
        },
        () => memory.set(row.client_id, row),
      );
      channel?.postMessage({ added: row });
    },

    /** Something about a waiting message has changed. */
    async update(entry) {
      const row = { ...entry, owner, room };
      await change((messages) => messages.put(row), () => memory.set(row.client_id, row));
      channel?.postMessage({ added: row });
    },

    /** The message is in the room, or is not wanted any more. */
    async drop(client_id) {
      await change((messages) => messages.delete(client_id), () => memory.delete(client_id));
      channel?.postMessage({ dropped: client_id });
    },

    /** What was typed and not sent. */
    async draft() {
      return (base && (await asked(base, DRAFTS, (store) => store.get(place)).catch(() => null))) || null;
    },

    keepDraft(draft) {
      return change((messages, drafts) => (draft ? drafts.put({ ...draft, owner, room }) : drafts.delete(place)), () => {});
    },
  };
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("rooms", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(MESSAGES, { keyPath: "client_id" });
      opening.result.createObjectStore(DRAFTS, { keyPath: ["owner", "room"] });
    };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = opening.onblocked = reject;
  });
}

function asked(base, name, question) {
  return new Promise((resolve, reject) => {
    const request = question(base.transaction(name).objectStore(name));
    request.onsuccess = () => resolve(request.result);
    request.onerror = reject;
  });
}

// Nobody finds what another person wrote in the same browser.
function dropOthers(base, owner) {
  return new Promise((resolve, reject) => {
    const done = base.transaction([MESSAGES, DRAFTS], "readwrite");
    done.oncomplete = resolve;
    done.onerror = done.onabort = reject;
    for (const name of [MESSAGES, DRAFTS]) {
      done.objectStore(name).openCursor().onsuccess = ({ target: { result: cursor } }) => {
        if (!cursor) return;
        if (cursor.value.owner !== owner) cursor.delete();
        cursor.continue();
      };
    }
  });
}

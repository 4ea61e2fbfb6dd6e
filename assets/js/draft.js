// A letter that is being written is kept in this browser until it is sent, and nowhere else; and it is counted.
(() => {
  const KEY = "duologue-letter";
  const OLDEST = 30 * 24 * 3600 * 1000; // milliseconds
  const TEXTS = ["message", "name", "email", "link"];
  const TIGHT = 500; // characters that are left when those who hear the page are told
  let discarded = null;
  // Whether something may have been typed that is not kept yet: before this script came, too. What a browser puts
  // back into a form, because somebody has gone back to it, was typed and perhaps sent before.
  let typed = performance.getEntriesByType("navigation")[0]?.type === "navigate";

  const form = () => document.querySelector("form#inquiry");
  const later = (milliseconds, work) => {
    let timer;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(work, milliseconds);
    };
  };

  // A browser may keep nothing for us, in private windows or by its settings: then there are no drafts.
  const stored = (work) => {
    try {
      return work(localStorage);
    } catch {
      return null;
    }
  };

  const read = () => {
    const draft = stored((storage) => JSON.parse(storage.getItem(KEY)));
    return draft && Date.now() - draft.at < OLDEST ? draft : null;
  };
  const forget = () => stored((storage) => storage.removeItem(KEY));

  // As server/contact/cleaning.py does, so that a letter is counted, and known again, as it is kept.
  const cleaned = (text) =>
    text
      .replace(/\r\n|[\r\v\f\x85\u2028\u2029]/g, "\n")
      .replace(/[\x00-\x08\x0e-\x1f\x7f-\x9f]/g, "")
      .replace(/\p{Surrogate}/gu, "\ufffd") // half a sign, which browsers send so
      .normalize("NFC")
      .trim();

  const written = (letter) => {
    const draft = { at: Date.now(), kind: letter.querySelector("[name=kind]:checked")?.value ?? "" };
    for (const name of TEXTS) draft[name] = letter.elements[name].value;
    draft.topics = [...letter.querySelectorAll("[name=topics]:checked")].map((box) => box.value);
    return draft;
  };
  const empty = (draft) => TEXTS.every((name) => !draft[name].trim()) && !draft.topics.length;

  // Only into what is empty: what stands in a field was typed later, or came back with its fault.
  const fill = (letter, draft) => {
    let filled = false;
    for (const name of TEXTS) {
      const field = letter.elements[name];
      if (field.value || !draft[name]) continue;
      field.value = draft[name];
      filled = true;
    }
    const choose = (name, values) => {
      if (letter.querySelector(`[name=${name}]:checked`)) return;
      for (const box of letter.querySelectorAll(`[name=${name}]`)) box.checked = values.includes(box.value);
    };
    choose("kind", [draft.kind]);
    choose("topics", draft.topics ?? []);
    return filled;
  };

  const say = (words, action) => {
    const note = document.getElementById("inquiry-draft");
    if (!note) return;
    // Set only when it differs: the same words again would be read out again.
    if (note.querySelector("span").textContent === words) return;
    note.hidden = !words;
    note.querySelector("span").textContent = words;
    note.querySelector("button").textContent = action;
  };
  const sayKept = () => say("Your draft is kept in this browser until you send it.", "Discard it");

  const keep = () => {
    const letter = form();
    if (!letter) return;
    typed = false;
    const draft = written(letter);
    if (empty(draft)) {
      forget();
      if (!discarded) say("", "");
      return;
    }
    discarded = null;
    if (stored((storage) => storage.setItem(KEY, JSON.stringify(draft)) ?? true)) sayKept();
  };
  const keepSoon = later(400, keep);

  const press = () => {
    const letter = form();
    if (discarded) {
      fill(letter, discarded);
      keep();
    } else {
      discarded = written(letter);
      forget();
      for (const name of TEXTS) letter.elements[name].value = "";
      for (const box of letter.querySelectorAll("[name=kind], [name=topics]")) box.checked = false;
      say("The draft is gone.", "Bring it back");
    }
    count();
  };

  const count = () => {
    const place = document.getElementById("inquiry-count");
    const letter = form();
    if (!place || !letter) return null;
    const longest = Number(place.dataset.longest);
    const many = [...cleaned(letter.elements.message.value)].length;
    const number = (value) => value.toLocaleString("en");
    place.textContent = many ? `${number(many)} of ${number(longest)} characters` : `Up to ${number(longest)} characters`;
    place.classList.toggle("over", many > longest);
    return longest - many;
  };
  const tell = later(1200, () => {
    const left = count();
    const status = document.getElementById("inquiry-count-status");
    if (!status || left === null) return;
    status.textContent = left < 0 ? `${-left} too many` : left < TIGHT ? `${left} characters left` : "";
  });

  // A letter that has been sent is no draft any more. On the sender's page it may be another one that is being written.
  const clear = () => {
    const sent = document.querySelector("[data-sent]");
    const draft = read();
    const same = sent && draft && cleaned(sent.textContent) === cleaned(draft.message);
    if (same || document.querySelector(".thanks")) forget();
  };

  document.addEventListener("input", (event) => {
    if (!event.target.closest?.("form#inquiry")) return;
    typed = true;
    count();
    tell();
    keepSoon();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#inquiry-draft button")) press();
  });
  window.addEventListener("pagehide", () => typed && keep());
  // At the swap, not once it has settled: who leaves at the thanks must not find the letter in the form again.
  document.addEventListener("htmx:afterSwap", () => {
    clear();
    count();
  });

  clear();
  const letter = form();
  const draft = letter && read();
  if (draft && fill(letter, draft)) {
    const day = new Date(draft.at).toLocaleDateString("en", { day: "numeric", month: "long" });
    say(`This is your draft of ${day}, kept in this browser.`, "Discard it");
  }
  count();
})();

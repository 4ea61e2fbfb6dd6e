// While the site is being written: shows what was saved, keeps the reader's place, and says what is to be mended.
(() => {
  const KEPT = `live:${location.pathname}`;
  const LOST = 3000; // milliseconds without the server until the bar says so

  const bar = document.createElement("div");
  bar.className = "live";
  bar.setAttribute("role", "status");
  bar.setAttribute("aria-label", "While writing");
  document.body.append(bar);

  const element = (name, text, kind = "") => Object.assign(document.createElement(name), { textContent: text, className: kind });

  const say = (remarks) => {
    const items = remarks.map(({ place, severity, message }) => {
      const item = element("li", "");
      if (place) item.append(element("b", severity === "error" ? "Error" : "Warning", severity), " ", element("code", place), " ");
      item.append(message);
      return item;
    });
    const list = element("ul", "");
    list.append(...items);
    bar.replaceChildren(...(items.length ? [list] : []));
  };

  // The place is kept by the last named element above the middle of the window: text may have come before it.
  const anchors = () => [...document.querySelectorAll("main [id]")];
  const keep = () => {
    const above = anchors().filter((each) => each.getBoundingClientRect().top < innerHeight / 2).pop();
    const from = above ? above.getBoundingClientRect().top : 0;
    sessionStorage.setItem(KEPT, JSON.stringify({ id: above?.id, from, y: scrollY }));
    history.scrollRestoration = "manual";
  };
  const returned = () => {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    sessionStorage.removeItem(KEPT);
    if (!kept) return;
    addEventListener("load", () => setTimeout(() => (history.scrollRestoration = "auto")));
    const anchor = kept.id && document.getElementById(kept.id);
    scrollTo({ top: anchor ? scrollY + anchor.getBoundingClientRect().top - kept.from : kept.y, behavior: "instant" });
  };

  // What a reader sees of a page: a card that was drawn meanwhile is no reason to load it again.
  const essence = async (cache) => {
    const answer = await fetch(location.href, { cache });
    if (answer.redirected) return null;
    return (await answer.text()).replace(/<meta[^>]*>|<script type="application\/ld\+json">.*?<\/script>/gs, "");
  };

  // The browser's own copy of what is shown. There is none of what is not found, or was the answer to a form.
  const absent = performance.getEntriesByType("navigation")[0]?.responseStatus >= 400;
  const shown = absent ? Promise.resolve(null) : essence("force-cache").catch(() => null);
  let known;
  const changed = async () => {
    const before = await shown;
    return before === null ? known !== undefined : (await essence("no-cache")) !== before;
  };

  let source, lost;
  const open = () => {
    source = new EventSource(`/assets/live?page=${encodeURIComponent(location.pathname)}`);
    source.onmessage = async ({ data }) => {
      clearTimeout(lost);
      lost = undefined;
      const { tag, remarks } = JSON.parse(data);
      if (tag === known || !(await changed())) {
        known = tag;
        return say(remarks);
      }
      close();
      keep();
      location.reload();
    };
    source.onerror = () => {
      lost ??= setTimeout(() => say([{ place: "", message: "The server does not answer: what is shown may be old." }]), LOST);
    };
  };
  // A browser opens six connections to a server: windows that nobody looks at must not hold them.
  const close = () => source?.close();
  document.addEventListener("visibilitychange", () => {
    close();
    if (!document.hidden) open();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", ({ persisted }) => persisted && open());

  returned();
  if (!document.hidden) open();
})();

// What htmx leaves to the page: focus on the first fault, faults told to their fields, and words when no answer came.
(() => {
  const ofTheForm = (event) => event.detail.elt?.id === "inquiry";

  // Who was writing before htmx had come has begun all the same: the form asks for its stamp at the first focus.
  document.addEventListener("htmx:load", () => {
    document.activeElement?.closest("#inquiry")?.dispatchEvent(new FocusEvent("focusin"));
  });

  // htmx gives the focus back to the field that had it; after a swap it belongs where the form says.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (ofTheForm(event)) document.querySelector("#inquiry[autofocus], #inquiry [autofocus]")?.focus();
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const place = event.detail.target;
    if (!place?.classList.contains("fault")) return;
    const field = document.querySelector(`[hx-target="#${place.id}"]`);
    if (place.hasChildNodes()) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  });

  // A choice that is made is no fault any more. What is typed is looked at by the server.
  document.addEventListener("change", (event) => {
    const kind = event.target.closest?.("#inquiry-kind");
    if (!kind) return;
    kind.removeAttribute("aria-invalid");
    document.getElementById("inquiry-kind-fault").replaceChildren();
  });

  const say = (words) => {
    const status = document.getElementById("inquiry-status");
    if (!status) return;
    status.textContent = words;
    status.classList.toggle("visually-hidden", !words);
  };

  // Emptied first: the same words twice in a row would be read out once.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (ofTheForm(event)) say("");
  });

  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, (event) => {
      if (!ofTheForm(event)) return;
      const tooMuch = event.detail.xhr?.status === 413;
      say(
        tooMuch
          ? "Not sent: this is more than fits into one letter. Shorten it, or put the long version somewhere and link to it."
          : "Not sent: the site could not be reached, or did not answer. Everything you wrote is still here; try again in a minute.",
      );
    });
  }
})();

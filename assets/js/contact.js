// What htmx leaves to the page: focus on the first fault, faults told to their fields, and words when nothing came back.
(() => {
  const status = () => document.getElementById("inquiry-status");

  // htmx gives the focus back to the field that had it; after a swap it belongs where the form says.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt?.id === "inquiry") document.querySelector("#inquiry[autofocus], #inquiry [autofocus]")?.focus();
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const place = event.detail.target;
    if (!place?.classList.contains("fault")) return;
    const field = document.querySelector(`[hx-target="#${place.id}"]`);
    if (place.hasChildNodes()) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  });

  // Emptied first: the same words twice would be read out once.
  const failed = (event) => {
    if (event.detail.elt?.id !== "inquiry" || !status()) return;
    status().textContent = "";
    status().classList.remove("visually-hidden");
    setTimeout(() => {
      status().textContent = "Not sent: the site could not be reached or did not answer. Everything you wrote is still here; try again in a minute.";
    }, 100);
  };
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, failed);
})();

const LONG_ENOUGH_TO_SAY = 400;

function release(form: HTMLFormElement): void {
  delete form.dataset["sending"];
  for (const pressed of form.querySelectorAll("[aria-busy]")) {
    pressed.removeAttribute("aria-busy");
  }
  document.querySelector(".waiting")?.remove();
}

function showProgress(form: HTMLFormElement): void {
  window.setTimeout(() => {
    if (form.dataset["sending"] && !document.querySelector(".waiting")) {
      const line = document.createElement("div");
      line.className = "waiting";
      line.setAttribute("role", "progressbar");
      line.setAttribute("aria-label", form.dataset["progress"] || "正在处理");
      document.body.append(line);
    }
  }, LONG_ENOUGH_TO_SAY);
}

/** No POST form is sent twice by a double click; one marked `data-progress="正在核对"` says so while it takes long. */
export function sendOnce(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented || form.method !== "post") {
      return;
    }
    if (form.dataset["sending"]) {
      event.preventDefault();
      return;
    }
    form.dataset["sending"] = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    const label = form.dataset["progress"];
    if (label !== undefined) {
      if (event.submitter instanceof HTMLButtonElement && label) {
        event.submitter.textContent = label;
      }
      showProgress(form);
    }
    // A download leaves the page standing: give the form back.
    window.setTimeout(() => release(form), form.hasAttribute("data-download") ? 2000 : 60000);
  });
  // Coming back with the back button shows the page as it was left.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll<HTMLFormElement>("form[data-sending]").forEach(release);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    if (form) {
      release(form);
    }
  });
}

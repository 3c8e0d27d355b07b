const LARGEST = 20_000_000;

/** `3.2 MB`, `48 KB`. */
export function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function chosen(form: HTMLFormElement): File[] {
  return [...form.querySelectorAll<HTMLInputElement>("input[type=file]")].flatMap((input) => [...(input.files ?? [])]);
}

/** The names and sizes of what will be sent; what is too large is told before it travels. */
function list(form: HTMLFormElement): void {
  const lines = chosen(form).map((file) => {
    const line = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = file.name;
    const size = document.createElement("span");
    const large = file.size > LARGEST;
    size.className = large ? "wrong" : "num";
    size.textContent = large ? `${sizeOf(file.size)}，超过20 MB` : sizeOf(file.size);
    line.append(name, size);
    return line;
  });
  form.querySelector(".attach-chosen")?.replaceChildren(...lines);
}

function send(form: HTMLFormElement): void {
  const says = form.querySelector<HTMLElement>(".attach-progress");
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.setAttribute("aria-label", "上传进度");
  const words = document.createElement("span");
  says?.replaceChildren(bar, words);
  const pressed = form.querySelector<HTMLButtonElement>("button.btn-primary");
  const stop = (why: string) => {
    says?.replaceChildren(why);
    delete form.dataset["sending"];
    pressed?.removeAttribute("aria-busy");
  };
  form.dataset["sending"] = "yes";
  pressed?.setAttribute("aria-busy", "true");
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (event) => {
    bar.value = event.loaded / event.total;
    words.textContent = event.loaded < event.total ? ` ${Math.floor(bar.value * 100)}%` : " 已送到，正在处理";
  });
  request.addEventListener("load", () => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const content = page.getElementById("content");
    if (!content) {
      stop(request.status === 413 ? "服务器不收这么大的文件，请分几次传。" : `没有传成（${request.status}），文件还在，请再点一次上传。`);
      return;
    }
    document.getElementById("content")?.replaceWith(content);
    document.title = page.title;
    // The rest of the script wires up parts that come in later by this event.
    content.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    content.focus();
  });
  request.addEventListener("error", () => stop("网络断了，没有传成；文件还在，请再点一次上传。"));
  request.open("POST", form.action);
  request.send(new FormData(form));
}

/**
 * A form marked `data-upload` lists what was chosen, shows where a file may be dropped, and says how far it has come.
 * Without the script it is an ordinary form.
 */
export function uploadFiles(): void {
  document.addEventListener("change", (event) => {
    const form = event.target instanceof HTMLInputElement && event.target.type === "file" ? event.target.form : null;
    if (form?.hasAttribute("data-upload")) {
      list(form);
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-upload")) {
      return;
    }
    event.preventDefault();
    if (!form.dataset["sending"]) {
      send(form);
    }
  });
  for (const kind of ["dragover", "dragleave", "drop"] as const) {
    document.addEventListener(kind, (event) => drag(event));
  }
}

function drag(event: DragEvent): void {
  const zone = event.target instanceof Element ? event.target.closest("[data-upload] .dropzone") : null;
  document.querySelectorAll(".dropzone.over").forEach((one) => one.classList.remove("over"));
  const files = event.dataTransfer;
  if (!zone || !files?.types.includes("Files") || event.type === "dragleave") {
    return;
  }
  event.preventDefault();
  if (event.type === "dragover") {
    zone.classList.add("over");
    return;
  }
  const input = zone.querySelector<HTMLInputElement>("input[multiple]");
  if (input) {
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Plain http on an intranet has no clipboard interface; the old command still works there. */
function copyBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

/** Buttons marked `data-copy="text"` appear and copy. */
export function offerCopies(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const word = button.querySelector("span") ?? button;
      const before = word.textContent;
      word.textContent = (await copy(button.dataset["copy"] ?? "")) ? "已复制" : "请手工复制";
      window.setTimeout(() => {
        word.textContent = before;
      }, 1600);
    });
  }
}

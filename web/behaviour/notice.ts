/** A notice like those of the server, with buttons; the caller puts it where it belongs. */
export function notice(text: string, answers: [string, () => void][]): HTMLElement {
  const box = document.createElement("div");
  box.className = "notice";
  box.setAttribute("role", "status");
  const words = document.createElement("div");
  words.className = "notice-text";
  words.textContent = text;
  const actions = document.createElement("div");
  actions.className = "actions";
  actions.append(...answers.map(([label, act]) => button(label, "btn btn-small", act)));
  box.append(words, actions);
  return box;
}

export function button(label: string, look: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = look;
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

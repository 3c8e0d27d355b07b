import { button } from "./notice.ts";

// What was agreed to goes through once without a second question.
const agreed = new WeakSet<HTMLElement>();

function ask(trigger: HTMLElement, question: string): void {
  const dialog = document.createElement("dialog");
  dialog.className = "confirm";
  const words = document.createElement("p");
  words.id = "confirm-question";
  words.textContent = question;
  dialog.setAttribute("aria-labelledby", words.id);
  const actions = document.createElement("div");
  actions.className = "actions";
  const stay = button("取消", "btn", () => dialog.close());
  const look = trigger.classList.contains("btn-danger") ? "btn btn-danger" : "btn btn-primary";
  const go = button(trigger.dataset["confirmLabel"] ?? trigger.textContent?.trim() ?? "确定", look, () => {
    dialog.close();
    agreed.add(trigger);
    trigger.click();
  });
  stay.autofocus = true;
  actions.append(stay, go);
  dialog.append(words, actions);
  dialog.addEventListener("close", () => {
    dialog.remove();
    trigger.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** A button or link marked `data-confirm="…？"` asks before it acts. */
export function askBefore(): void {
  document.addEventListener(
    "click",
    (event) => {
      const trigger = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-confirm]") : null;
      if (!trigger || agreed.delete(trigger)) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      ask(trigger, trigger.dataset["confirm"] ?? "");
    },
    true,
  );
}

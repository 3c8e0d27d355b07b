import { notice } from "./notice.ts";

type Draft = { at: number; values: [string, string][] };

const PREFIX = "guanmo.draft.";
const MONTH = 31 * 24 * 3600 * 1000;

/** What a form holds, in order; files and the secret token cannot or must not be kept. */
function valuesOf(form: HTMLFormElement): [string, string][] {
  const values: [string, string][] = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrfmiddlewaretoken" && !isSecret(form, name)) {
      values.push([name, value]);
    }
  }
  return values;
}

function isSecret(form: HTMLFormElement, name: string): boolean {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement && (field.type === "password" || field.type === "hidden");
}

function fill(form: HTMLFormElement, values: [string, string][]): void {
  const byName = new Map<string, string[]>();
  for (const [name, value] of values) {
    byName.set(name, [...(byName.get(name) ?? []), value]);
  }
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) {
      field.checked = byName.get(field.name)?.includes(field.value) ?? false;
    } else if (
      (field instanceof HTMLInputElement && !["hidden", "file", "password"].includes(field.type)) ||
      field instanceof HTMLTextAreaElement ||
      field instanceof HTMLSelectElement
    ) {
      const [value] = byName.get(field.name) ?? [];
      if (value !== undefined) {
        field.value = value;
      }
    }
  }
}

function read(key: string): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? "null") as Draft | null;
    return draft && Date.now() - draft.at < MONTH ? draft : null;
  } catch {
    return null; // unreadable or forbidden storage holds no draft
  }
}

function write(key: string, draft: Draft): void {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Full or forbidden storage: the warning on leaving still stands.
  }
}

function forget(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept where storage is forbidden.
  }
}

/**
 * A form marked `data-keep="name"` warns before it is left unsaved and keeps a draft on this machine.
 * The draft goes when the page comes back carrying `data-saved="name"`, or when it is turned down.
 * With `data-keep-restore` it is put back without asking: a juror on a bus must not find an empty ballot.
 */
export function keepDrafts(root: ParentNode): void {
  for (const mark of root.querySelectorAll<HTMLElement>("[data-saved]")) {
    forget(PREFIX + (mark.dataset["saved"] ?? ""));
  }
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-keep]")) {
    keep(form, PREFIX + (form.dataset["keep"] || location.pathname));
  }
}

function keep(form: HTMLFormElement, key: string): void {
  const untouched = JSON.stringify(valuesOf(form));
  let leaving = false;
  let timer = 0;
  const isChanged = () => JSON.stringify(valuesOf(form)) !== untouched;

  const save = () => (isChanged() ? write(key, { at: Date.now(), values: valuesOf(form) }) : forget(key));
  form.addEventListener("input", () => {
    leaving = false;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, 400);
  });
  form.addEventListener("submit", () => {
    save();
    leaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && isChanged()) {
      save();
      if ("keepRestore" in form.dataset && read(key)) {
        return; // safe on this machine and put back by itself: nothing to warn of
      }
      event.preventDefault();
      event.returnValue = ""; // Chromium before 119 asks only for this
    }
  });
  offer(form, key, untouched);
}

/** `11月5日9:20`. */
function spoken(moment: Date): string {
  const minutes = String(moment.getMinutes()).padStart(2, "0");
  return `${moment.getMonth() + 1}月${moment.getDate()}日${moment.getHours()}:${minutes}`;
}

function offer(form: HTMLFormElement, key: string, untouched: string): void {
  const draft = read(key);
  if (!draft || JSON.stringify(draft.values) === untouched) {
    return;
  }
  const put = () => {
    fill(form, draft.values);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const when = spoken(new Date(draft.at));
  if ("keepRestore" in form.dataset) {
    put();
    const again = notice(`已恢复${when}在这台设备上填的内容，还没有交。`, [["清空重填", () => {
      forget(key);
      form.reset();
      form.dispatchEvent(new Event("input", { bubbles: true }));
      again.remove();
    }]]);
    form.before(again);
    return;
  }
  const box = notice(`这台电脑上有${when}填好、还没有提交的内容。`, [
    ["恢复", () => {
      put();
      box.remove();
    }],
    ["丢弃", () => {
      forget(key);
      box.remove();
    }],
  ]);
  form.before(box);
}

// Making elements by hand: the app has no template language on the phone.

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | boolean | ((event: Event) => void) | undefined>;

/** `h("button", { class: "key", click: act }, "7")`; a function is a listener, `true` an attribute without value. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(name, value);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (typeof value === "string") {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}

/** A button as everything that can be tapped is one. */
export function tap(label: Child, css: string, act: () => void, more: Attributes = {}): HTMLButtonElement {
  return h("button", { type: "button", class: css, click: () => act(), ...more }, label);
}

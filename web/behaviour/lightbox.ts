import { button } from "./notice.ts";

/** The photos of one list, in its order. */
function photosOf(list: Element): HTMLAnchorElement[] {
  return [...list.querySelectorAll<HTMLAnchorElement>("a[data-shown]")];
}

function open(photos: HTMLAnchorElement[], first: number): void {
  let at = first;
  const dialog = document.createElement("dialog");
  dialog.className = "lightbox";
  dialog.setAttribute("aria-label", "照片");
  const bar = document.createElement("div");
  bar.className = "lightbox-bar";
  const words = document.createElement("p");
  words.setAttribute("aria-live", "polite");
  const picture = document.createElement("img");
  const whole = document.createElement("a");
  whole.className = "btn";
  whole.textContent = "详情";
  const show = (to: number) => {
    at = (to + photos.length) % photos.length;
    const photo = photos[at];
    if (photo) {
      picture.src = photo.dataset["shown"] ?? "";
      picture.alt = photo.dataset["says"] ?? "";
      words.textContent = `${at + 1}/${photos.length}　${picture.alt}`;
      whole.href = photo.href;
    }
  };
  const steps = photos.length > 1 ? [button("上一张", "btn", () => show(at - 1)), button("下一张", "btn", () => show(at + 1))] : [];
  bar.append(words, ...steps, whole, button("关闭", "btn", () => dialog.close()));
  dialog.append(bar, picture);
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      event.preventDefault();
      show(at + step);
    }
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    photos[at]?.focus();
  });
  show(first);
  document.body.append(dialog);
  dialog.showModal();
}

/** A photo in a list marked `data-lightbox` opens over the window; arrows turn over, Esc closes. */
export function showPhotos(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("[data-lightbox] a[data-shown]") : null;
    const list = link?.closest("[data-lightbox]");
    if (!link || !list || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) {
      return;
    }
    event.preventDefault();
    const photos = photosOf(list);
    open(photos, photos.indexOf(link));
  });
}

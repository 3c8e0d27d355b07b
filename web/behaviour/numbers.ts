const FULL_WIDTH = /[０-９．－＋，]/g;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

/**
 * A typed number in plain form: full-width digits narrowed, thousands separators and blanks removed.
 * What is no number afterwards comes back as it was, so that the server can say what is wrong with it.
 */
export function tidyNumber(typed: string): string {
  const narrow = typed.replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
  const plain = narrow.replace(/(?<=\d)[,、](?=\d{3}(\D|$))/g, "").replace(/[\s\u3000]/g, "").replace(/。/g, ".");
  return NUMBER.test(plain) ? plain : typed.trim();
}

/** Tidies every field marked `data-number` when it is left. */
export function tidyNumbers(): void {
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field instanceof HTMLInputElement && "number" in field.dataset) {
      field.value = tidyNumber(field.value);
    }
  });
}

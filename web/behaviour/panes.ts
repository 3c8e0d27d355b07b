/** A table draws its frozen edges stronger once something lies behind them. */
export function watchPanes(root: ParentNode): void {
  for (const pane of root.querySelectorAll<HTMLElement>(".ledger-pane")) {
    const look = () => {
      pane.classList.toggle("scrolled", pane.scrollTop > 0);
      pane.classList.toggle("shifted", pane.scrollLeft > 0);
    };
    pane.addEventListener("scroll", look, { passive: true });
    look();
  }
}

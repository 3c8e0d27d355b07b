// Everything here is an addition: each page works without it.
import { followBallots } from "./behaviour/ballot.ts";
import { openBoards } from "./behaviour/board.ts";
import { chooseColumns } from "./behaviour/columns.ts";
import { askBefore } from "./behaviour/confirm.ts";
import { offerCopies } from "./behaviour/copy.ts";
import { openGrids } from "./behaviour/grid.ts";
import { keepDrafts } from "./behaviour/keep.ts";
import { listenToKeys } from "./behaviour/keyboard.ts";
import { showPhotos } from "./behaviour/lightbox.ts";
import { closeMenus } from "./behaviour/menus.ts";
import { tidyNumbers } from "./behaviour/numbers.ts";
import { watchPanes } from "./behaviour/panes.ts";
import { moveRows } from "./behaviour/reorder.ts";
import { reviewFindings } from "./behaviour/review.ts";
import { sendOnce } from "./behaviour/submit.ts";
import { uploadFiles } from "./behaviour/upload.ts";

/** Wires listeners that serve the whole document, once. */
function start(): void {
  listenToKeys();
  closeMenus();
  tidyNumbers();
  // Before sendOnce: a question answered with no must not leave a dead button.
  askBefore();
  // Also before it: what it sends itself is no ordinary sending.
  uploadFiles();
  sendOnce();
  openGrids();
  moveRows();
  reviewFindings();
  showPhotos();
  offerCopies(document);
  keepDrafts(document);
  followBallots(document);
  openBoards(document);
  watchPanes(document);
  chooseColumns(document);
}

document.addEventListener("htmx:load", (event) => {
  const part = event.target;
  if (part instanceof HTMLElement && part !== document.body) {
    offerCopies(part);
    keepDrafts(part);
    followBallots(part);
    openBoards(part);
    watchPanes(part);
    chooseColumns(part);
  }
});

start();

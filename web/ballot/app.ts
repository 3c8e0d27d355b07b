// The ballot app: opens the sheet, shows a screen, keeps what is tapped, carries what is finished.
import type { Sheet } from "./contract.ts";
import { Courier } from "./courier.ts";
import { type CheckReport, type CheckResult, askToPersist, hasWorker, inWords } from "./device.ts";
import { h, tap } from "./elements.ts";
import { keepOwner, ownerOf } from "./links.ts";
import type { Place } from "./pads.ts";
import { rescueFile, waiting } from "./queue.ts";
import { type Acts, checkScreen, closedWords, listScreen, stopScreen } from "./screens.ts";
import { Session, type Subject } from "./session.ts";
import { type Fetched, fetchSheet } from "./sheet.ts";
import { type Draft, StorageTrouble, Store } from "./store.ts";

type Line = "sending" | "idle" | "waiting" | "dead";

/** Marks are wiped from the phone this long after the seal was first seen. */
const WIPED_AFTER_MS = 24 * 3600 * 1000;
const FIRST_TIME = "第一次打开需要网络。请在有信号的地方重新打开这一页。";
const NOT_STORED = "本机存不进去，刚才的评分只在这一页里。不要关闭这一页，先导出备份文件。";
const DEAD = "这个评分链接已失效，请联系重点办重新领取。已存本机的票在新链接里会接着送；也可以导出备份文件交给重点办。";
/** How often the phone asks whether the office closed or another device sent. */
const RENEWED_EVERY_MS = 60_000;

class App {
  readonly #root: HTMLElement;
  #session!: Session;
  #courier!: Courier;
  #line: Line = "idle";
  #open: Subject | "check" | null = null;
  #before: Subject | null = null;
  #place = atStart(false);
  #checks: CheckResult[] | null = null;
  #trouble = false;
  #touched = false;
  #stale = false;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  #address(what: "sheet" | "batch" | "check" | "worker"): string {
    return this.#root.dataset[what] ?? "";
  }

  async start(): Promise<void> {
    try {
      this.#session = await this.#openSession();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#courier = new Courier({
      address: this.#address("batch"),
      publicKey: () => this.#session.sheet.key.public,
      ballots: () => Promise.resolve(this.#session.ballots),
      settle: async (ballots) => {
        await this.#guard(() => this.#session.settle(ballots));
        const state = this.#session.sheet.tour.state;
        if (ballots.some((ballot) => ballot.state === "refused" || (ballot.receipt?.late && state === "open"))) {
          void this.#renew();
        }
      },
      report: (line) => {
        this.#line = line;
        this.#drawSoon();
      },
    });
    this.#listen();
    this.#draw();
    this.#courier.start();
    void this.#renew();
    void this.#keepShell();
    void askToPersist();
  }

  /** What is kept opens at once; else the server's sheet. The store is named for the juror, so two on a phone do not mix. */
  async #openSession(): Promise<Session> {
    const known = await ownerOf(location.pathname);
    const kept = known ? await this.#openStore(known.tour, known.juror) : null;
    const sheet = await kept?.sheet();
    if (kept && sheet) {
      return loaded(sheet, kept);
    }
    const fetched = await fetchSheet(this.#address("sheet"));
    if (fetched.kind === "dead") {
      throw new Error("这个评分链接已失效。请联系重点办重新领取。");
    }
    if (fetched.kind === "none") {
      throw new Error(FIRST_TIME);
    }
    const { tour, juror } = fetched.sheet;
    const store = await this.#openStore(tour.id, juror.id);
    await store.keepSheet(fetched.sheet);
    await keepOwner(location.pathname, { tour: tour.id, juror: juror.id });
    return loaded(fetched.sheet, store);
  }

  async #openStore(tour: number, juror: number): Promise<Store> {
    const store = new Store(tour, juror);
    await store.prove();
    return store;
  }

  /** The sheet as it is now: another device may have sent, the office may have closed. */
  async #renew(): Promise<Fetched> {
    const fetched = await fetchSheet(this.#address("sheet"));
    if (fetched.kind === "dead") {
      this.#line = "dead";
    } else if (fetched.kind === "sheet") {
      this.#session.offsetMs = fetched.offsetMs;
      await this.#guard(() => this.#session.renew(fetched.sheet));
      await this.#guard(() => this.#wipeAfterSeal());
    }
    this.#drawSoon();
    return fetched;
  }

  async #wipeAfterSeal(): Promise<void> {
    const { sheet, ballots, store } = this.#session;
    if (sheet.tour.state === "sealed" && waiting(ballots) === 0 && Date.now() - (await store.sealSeen()) > WIPED_AFTER_MS) {
      await store.forget();
      await this.#session.load();
    }
  }

  #listen(): void {
    const again = () => void this.#renew();
    window.addEventListener("online", again);
    window.setInterval(again, RENEWED_EVERY_MS);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && again());
    window.addEventListener("popstate", () => this.#show(null));
    this.#session.store.whenChanged(() => void this.#guard(async () => {
      await this.#session.load();
      this.#drawSoon();
    }));
    // A button that is drawn anew between finger down and finger up would never be tapped.
    window.addEventListener("pointerdown", () => (this.#touched = true), { capture: true });
    for (const end of ["pointerup", "pointercancel"]) {
      window.addEventListener(end, () => window.setTimeout(() => this.#untouched()), { capture: true });
    }
    window.addEventListener("beforeunload", (event) => {
      if (waiting(this.#session.ballots) > 0 || this.#session.hasLoose()) {
        event.preventDefault();
        event.returnValue = ""; // Chromium before 119 asks only for this
      }
    });
  }

  #untouched(): void {
    this.#touched = false;
    if (this.#stale) {
      this.#draw();
    }
  }

  #acts(): Acts {
    return {
      open: (subject) => this.#show(subject),
      back: () => (history.state ? history.back() : this.#show(null)),
      next: (subject) => this.#next(subject),
      finish: (subject) => void this.#finish(subject),
      correct: (subject) => void this.#guard(async () => {
        await this.#session.reopen(subject);
        this.#show(subject);
      }),
      abandon: (subject) => void this.#guard(async () => {
        await this.#session.dropDraft(subject.key);
        this.#show(subject);
      }),
      put: (draft, place) => this.#put(draft, place),
      undo: (subject) => this.#undo(subject),
      move: (place) => this.#move(place),
      check: () => void this.#check(),
      rescue: () => this.#rescue(),
    };
  }

  #show(open: Subject | "check" | null, before: Subject | null = null): void {
    if (open && !this.#open) {
      history.pushState({ open: true }, "");
    }
    this.#open = open;
    this.#before = before;
    this.#place = atStart(this.#place.digits);
    this.#draw();
    window.scrollTo(0, 0);
  }

  #move(place: Partial<Place>): void {
    this.#place = { ...this.#place, ...place };
    this.#draw();
  }

  /** Every tap is stored before the next; the screen does not wait for it. */
  #put(draft: Draft, place: Partial<Place> = {}): void {
    const before = { draft: this.#session.draft(draft.stop), criterion: this.#place.criterion };
    void this.#guard(() => this.#session.keepDraft(draft));
    this.#move({ ...place, undo: [...this.#place.undo, before] });
  }

  #undo(subject: Subject): void {
    const last = this.#place.undo.at(-1);
    if (last && last.draft.stop === subject.key) {
      void this.#guard(() => this.#session.keepDraft(last.draft));
      this.#move({ criterion: last.criterion, given: last.criterion, undo: this.#place.undo.slice(0, -1) });
    }
  }

  #next(subject: Subject): void {
    const all = this.#session.subjects();
    const here = all.findIndex(({ key }) => key === subject.key);
    const after = [...all.slice(here + 1), ...all].find(
      (other) => other.key !== subject.key && this.#session.word(other) === "未完成",
    );
    if (after) {
      this.#show(after, subject);
    } else {
      this.#acts().back();
    }
  }

  /** Kept durably first; then the next stop that is not done opens, so that a stop costs no tap to leave. */
  async #finish(subject: Subject): Promise<void> {
    await this.#guard(async () => {
      await this.#session.finish(subject, new Date());
      this.#next(subject);
    });
    void this.#courier.send(); // what could not be stored can still be delivered
  }

  async #check(): Promise<void> {
    this.#checks = null;
    this.#show("check");
    const sent = performance.now();
    const fetched = await this.#renew();
    const took = Math.round(performance.now() - sent);
    const worker = await hasWorker();
    const storage = await this.#session.store.prove().then(() => true, () => false);
    const report: CheckReport = {
      browser: navigator.userAgent.slice(0, 300),
      storage,
      persisted: await askToPersist(),
      service_worker: worker,
      offline: worker && (await caches.match(location.href).catch(() => undefined)) !== undefined,
      offset_ms: this.#session.offsetMs,
      round_trip_ms: fetched.kind === "sheet" ? took : 0,
      test_ballot: "ok",
    };
    report.test_ballot = (await this.#sendCheck(report)) ? "ok" : "failed";
    this.#checks = inWords(report);
    this.#draw();
  }

  async #sendCheck(report: CheckReport): Promise<boolean> {
    try {
      const response = await fetch(this.#address("check"), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(report),
        credentials: "omit",
        redirect: "error",
      });
      return response.ok && ((await response.json()) as { ok?: boolean }).ok === true;
    } catch {
      return false;
    }
  }

  #rescue(): void {
    const { tour, juror } = this.#session.sheet;
    const file = new Blob([rescueFile(tour.id, juror.id, this.#session.ballots)], { type: "application/json" });
    const link = h("a", { href: URL.createObjectURL(file), download: `选票备份-${juror.name}.json` });
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers read it only when the person agreed
  }

  /** Whatever the store refuses is shown at once, in red, and stays until all is stored or delivered. */
  async #guard(act: () => Promise<void>): Promise<void> {
    try {
      await act();
      this.#trouble &&= this.#session.hasLoose();
    } catch (error) {
      if (!(error instanceof StorageTrouble)) {
        throw error;
      }
      this.#trouble = true;
      this.#draw();
    }
  }

  async #keepShell(): Promise<void> {
    if (!("serviceWorker" in navigator)) {
      return;
    }
    try {
      await navigator.serviceWorker.register(this.#address("worker"), { scope: this.#root.dataset["scope"] ?? "/ballot/" });
      const { active } = await navigator.serviceWorker.ready;
      const files = [...document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>("link[href], script[src]")].map(
        (one) => (one instanceof HTMLScriptElement ? one.src : one.href),
      );
      active?.postMessage({ keep: [location.pathname, ...files] });
    } catch {
      // Blocked, as in some apps' own browsers: the open page still works, and the self-test says so.
    }
  }

  /** Draws what came from elsewhere, not under a finger. */
  #drawSoon(): void {
    if (this.#touched) {
      this.#stale = true;
    } else {
      this.#draw();
    }
  }

  #draw(): void {
    this.#stale = false;
    const acts = this.#acts();
    const screen =
      this.#open === "check"
        ? checkScreen(this.#checks, acts)
        : this.#open
          ? stopScreen(this.#session, this.#open, this.#place, this.#before, acts)
          : listScreen(this.#session, acts);
    const closed = this.#line === "dead" ? DEAD : closedWords(this.#session);
    this.#root.replaceChildren(
      this.#head(),
      ...(this.#trouble ? [this.#alarm()] : []),
      ...(closed ? [h("p", { class: "closed", role: "status" }, closed)] : []),
      screen,
    );
  }

  #head(): HTMLElement {
    const words = this.#session.subjects().map((subject) => this.#session.word(subject));
    const count = (word: string) => words.filter((other) => other === word).length;
    const { tour, juror } = this.#session.sheet;
    return h(
      "header",
      { class: "head" },
      h("div", { class: "head-who" }, h("b", {}, tour.name), h("span", {}, juror.name)),
      h(
        "div",
        { class: "head-state", role: "status" },
        h("span", {}, "已送达", h("b", {}, `${count("已送达")}/${words.length}`)),
        h("span", {}, "已存本机", h("b", {}, String(count("已存本机")))),
        h("span", { class: `line line-${this.#line}` }, lineText(this.#line, waiting(this.#session.ballots))),
      ),
    );
  }

  #alarm(): HTMLElement {
    return h(
      "div",
      { class: "alarm", role: "alert" },
      h("p", {}, NOT_STORED),
      h(
        "div",
        { class: "alarm-acts" },
        tap("再存一次", "plain", () => void this.#guard(() => this.#session.keepLoose()).then(() => this.#draw())),
        tap("导出备份文件", "strong", () => this.#rescue()),
      ),
    );
  }

  #fail(error: unknown): void {
    const said =
      error instanceof StorageTrouble
        ? "这个浏览器不让保存数据（可能是无痕模式），不能在这里评分。请复制网址，用手机自带的浏览器打开。"
        : error instanceof Error
          ? error.message
          : "打不开，请重新扫码。";
    this.#root.replaceChildren(h("div", { class: "alarm", role: "alert" }, h("p", {}, said)));
  }
}

async function loaded(sheet: Sheet, store: Store): Promise<Session> {
  const session = new Session(sheet, store);
  await session.load();
  return session;
}

/** A stop just opened; which keys show stays as the juror left it. */
function atStart(digits: boolean): Place {
  return { criterion: 0, given: 0, digits, undo: [] };
}

function lineText(line: Line, count: number): string {
  if (line === "dead") {
    return "链接失效";
  }
  if (count === 0) {
    return "";
  }
  return line === "sending" ? "正在发送" : navigator.onLine ? "稍后重发" : "没有网络";
}

const root = document.getElementById("ballot");
if (root) {
  void new App(root).start();
}

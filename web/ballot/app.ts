// The ballot app: opens the sheet, shows a screen, keeps what is tapped, carries what is finished.
import type { Sheet } from "./contract.ts";
import { Courier } from "./courier.ts";
import { type CheckReport, type CheckResult, askToPersist, hasWorker, inWords, measureClock } from "./device.ts";
import { h } from "./elements.ts";
import { rescueFile, waiting } from "./queue.ts";
import { type Acts, checkScreen, listScreen, stopScreen } from "./screens.ts";
import { Session, type Subject } from "./session.ts";
import { StorageTrouble, Store } from "./store.ts";

type Line = "sending" | "idle" | "waiting" | "dead";

class App {
  readonly #root: HTMLElement;
  #session!: Session;
  #courier!: Courier;
  #line: Line = "idle";
  #open: Subject | "check" | null = null;
  #criterion = 0;
  #checks: CheckResult[] | null = null;
  #trouble = "";

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
    this.#listen();
    this.#courier = new Courier({
      address: this.#address("batch"),
      publicKey: () => this.#session.sheet.key.public,
      ballots: () => Promise.resolve(this.#session.ballots),
      settle: (ballots) => this.#guard(() => this.#session.settle(ballots)),
      report: (line) => {
        this.#line = line;
        this.#draw();
      },
    });
    this.#draw();
    this.#courier.start();
    void this.#keepShell();
    void askToPersist();
  }

  /** The sheet from the server, else the one kept; the store is named for the juror, so two on one phone do not mix. */
  async #openSession(): Promise<Session> {
    const fetched = await this.#fetchSheet();
    const known = fetched ? { tour: fetched.tour.id, juror: fetched.juror.id } : remembered(location.pathname);
    if (!known) {
      throw new Error("第一次打开需要网络。请在有信号的地方重新打开这一页。");
    }
    const store = new Store(known.tour, known.juror);
    await store.prove();
    const sheet = fetched ?? (await store.sheet());
    if (!sheet) {
      throw new Error("第一次打开需要网络。请在有信号的地方重新打开这一页。");
    }
    await store.keepSheet(sheet);
    remember(location.pathname, known);
    const session = new Session(sheet, store);
    await session.load();
    return session;
  }

  async #fetchSheet(): Promise<Sheet | null> {
    try {
      const response = await fetch(this.#address("sheet"), {
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
        signal: AbortSignal.timeout(8000),
      });
      if (response.status === 401) {
        throw new DeadToken();
      }
      return response.ok ? ((await response.json()) as Sheet) : null;
    } catch (error) {
      if (error instanceof DeadToken) {
        throw error;
      }
      return null; // no network, or a captive portal's page: the kept sheet serves
    }
  }

  #listen(): void {
    document.addEventListener("ballot:criterion", (event) => {
      this.#criterion = (event as CustomEvent<number>).detail;
      this.#draw();
    });
    window.addEventListener("popstate", () => this.#show(null));
    window.addEventListener("beforeunload", (event) => {
      if (waiting(this.#session.ballots) > 0) {
        event.preventDefault();
        event.returnValue = ""; // Chromium before 119 asks only for this
      }
    });
  }

  #acts(): Acts {
    return {
      open: (subject) => this.#show(subject),
      back: () => (history.state ? history.back() : this.#show(null)),
      finish: (subject) => void this.#finish(subject),
      correct: (subject) => void this.#guard(async () => {
        await this.#session.reopen(subject);
        this.#draw();
      }),
      changed: () => this.#draw(),
      check: () => void this.#check(),
      rescue: () => this.#rescue(),
    };
  }

  #show(open: Subject | "check" | null): void {
    if (open && !this.#open) {
      history.pushState({ open: true }, "");
    }
    this.#open = open;
    this.#criterion = 0;
    this.#draw();
    window.scrollTo(0, 0);
  }

  /** Kept durably first; then the next stop that is not done opens, so that a stop costs no tap to leave. */
  async #finish(subject: Subject): Promise<void> {
    await this.#guard(async () => {
      await this.#session.finish(subject, new Date());
      const all = this.#session.subjects();
      const after = [...all.slice(all.indexOf(subject) + 1), ...all].find(
        (other) => other.key !== subject.key && this.#session.word(other) === "未完成",
      );
      if (after) {
        this.#show(after);
      } else {
        this.#acts().back();
      }
      void this.#courier.send();
    });
  }

  async #check(): Promise<void> {
    this.#checks = null;
    this.#show("check");
    const clock = await measureClock(this.#address("sheet"));
    const worker = await hasWorker();
    const storage = await this.#session.store.prove().then(() => true, () => false);
    const report: CheckReport = {
      browser: navigator.userAgent.slice(0, 300),
      storage,
      persisted: await askToPersist(),
      service_worker: worker,
      offline: worker && (await caches.match(location.href).catch(() => undefined)) !== undefined,
      offset_ms: clock?.offsetMs ?? 0,
      round_trip_ms: clock?.roundTripMs ?? 0,
      test_ballot: "ok",
    };
    this.#session.offsetMs = report.offset_ms;
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
    URL.revokeObjectURL(link.href);
  }

  /** Whatever the store refuses is shown at once, in red, and stays until it works again. */
  async #guard(act: () => Promise<void>): Promise<void> {
    try {
      await act();
      this.#trouble = "";
    } catch (error) {
      if (!(error instanceof StorageTrouble)) {
        throw error;
      }
      this.#trouble = "本机存不进去，刚才的评分没有保存。请不要关闭这一页：先导出备份文件，再换系统自带的浏览器打开。";
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

  #draw(): void {
    const acts = this.#acts();
    const screen =
      this.#open === "check"
        ? checkScreen(this.#checks, acts)
        : this.#open
          ? stopScreen(this.#session, this.#open, this.#criterion, acts)
          : listScreen(this.#session, acts);
    this.#root.replaceChildren(this.#head(), ...(this.#trouble ? [this.#alarm()] : []), screen);
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
      h("p", {}, this.#trouble),
      h("button", { type: "button", class: "strong", click: () => this.#rescue() }, "导出备份文件"),
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

class DeadToken extends Error {
  constructor() {
    super("这个评分链接已失效。请联系重点办重新领取。");
  }
}

function lineText(line: Line, count: number): string {
  if (line === "dead") {
    return "链接已失效，请联系重点办";
  }
  if (count === 0) {
    return "";
  }
  return line === "sending" ? "正在发送" : navigator.onLine ? "稍后自动重发" : "没有网络，有信号时自动发送";
}

/** Which juror a link belongs to, for opening without a network; holds no score and no name. */
function remembered(path: string): { tour: number; juror: number } | null {
  try {
    return JSON.parse(localStorage.getItem(`guanmo.ballot.${path}`) ?? "null") as { tour: number; juror: number } | null;
  } catch {
    return null;
  }
}

function remember(path: string, known: { tour: number; juror: number }): void {
  try {
    localStorage.setItem(`guanmo.ballot.${path}`, JSON.stringify(known));
  } catch {
    // Then this page opens only with a network; the self-test tells about storage.
  }
}

const root = document.getElementById("ballot");
if (root) {
  void new App(root).start();
}

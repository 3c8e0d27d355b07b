// The screens: the list of stops, one stop, the self-test. Each draws itself whole from the session.
import type { Scale } from "./contract.ts";
import type { CheckResult } from "./device.ts";
import { h, tap } from "./elements.ts";
import { nudge, press, quickMarks, tapPlace } from "./marks.ts";
import type { Word } from "./queue.ts";
import type { Session, Subject } from "./session.ts";

/** What a screen may ask of the app. */
export type Acts = {
  open: (subject: Subject) => void;
  back: () => void;
  finish: (subject: Subject) => void;
  correct: (subject: Subject) => void;
  changed: () => void;
  check: () => void;
  rescue: () => void;
};

const SHAPES: Record<Word, string> = { 未完成: "todo", 已存本机: "kept", 已送达: "sent" };

/** A state word with its shape: hollow ring, half-filled ring, full disc with a tick. */
export function wordMark(word: Word): HTMLElement {
  return h("span", { class: `word word-${SHAPES[word]}` }, h("i", { "aria-hidden": "true" }), word);
}

export function listScreen(session: Session, acts: Acts): HTMLElement {
  const subjects = session.subjects();
  const rows = subjects.map((subject) =>
    h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "stop", "data-stop": String(subject.key), click: () => acts.open(subject) },
        h("span", { class: "stop-order" }, subject.stop === null ? "" : String(subject.order)),
        h("span", { class: "stop-name" }, h("b", {}, subject.title), h("small", {}, subject.unit)),
        wordMark(session.word(subject)),
      ),
    ),
  );
  const skipped = session.notAsked().map((stop) =>
    h(
      "li",
      { class: "stop stop-out" },
      h("span", { class: "stop-order" }, String(stop.order)),
      h("span", { class: "stop-name" }, h("b", {}, stop.name), h("small", {}, `${stop.unit.name}　${stop.reason}`)),
    ),
  );
  return h(
    "section",
    { class: "list" },
    h("ol", { class: "stops" }, ...rows, ...skipped),
    h("div", { class: "foot-acts" }, tap("出发前自检", "plain", acts.check), tap("导出备份文件", "plain", acts.rescue)),
  );
}

export function stopScreen(session: Session, subject: Subject, criterion: number, acts: Acts): HTMLElement {
  const draft = session.draft(subject.key);
  const done = session.last(subject);
  const standing = !session.hasDraft(subject.key) && session.word(subject) !== "未完成";
  const body = standing
    ? finishedBody(session, subject, acts)
    : draft.skipped
      ? h("p", { class: "said" }, "记为没有到过这一站，不评分。")
      : session.sheet.mode === "ranks"
        ? rankBody(session, subject, acts)
        : markBody(session, subject, criterion, acts);
  return h(
    "section",
    { class: "one" },
    h(
      "header",
      { class: "one-head" },
      tap("‹ 全部", "back", acts.back, { "aria-label": "回到全部观摩点" }),
      h("h1", {}, subject.stop === null ? "" : h("span", { class: "stop-order" }, String(subject.order)), subject.title),
      h("p", {}, subject.unit, wordMark(session.word(subject))),
    ),
    done?.state === "refused" && !session.hasDraft(subject.key) ? refusal(session, subject, acts) : null,
    otherDevice(session, subject),
    body,
    standing ? null : endBar(session, subject, acts),
  );
}

function refusal(session: Session, subject: Subject, acts: Acts): HTMLElement {
  const last = session.last(subject);
  return h(
    "div",
    { class: "alarm", role: "alert" },
    h("p", {}, `这张票没有计入：${last?.message ?? ""}`),
    last?.code === "sealed" ? null : tap("改好再交", "strong", () => acts.correct(subject)),
  );
}

function otherDevice(session: Session, subject: Subject): HTMLElement | null {
  return session.otherHead(subject) && session.hasDraft(subject.key)
    ? h("p", { class: "hint" }, "另一台设备已经交过这一站。在这里完成，就以这台为准。")
    : null;
}

function finishedBody(session: Session, subject: Subject, acts: Acts): HTMLElement {
  const last = session.last(subject);
  const marks = last ? (JSON.parse(last.body) as { marks: Record<string, string | number>; skipped: boolean }) : null;
  const names = new Map(session.units().map((unit) => [String(unit.id), unit.name]));
  const lines = Object.entries(marks?.marks ?? {})
    .sort(([, one], [, other]) => (typeof one === "number" ? one - Number(other) : 0))
    .map(([name, mark]) =>
      h("div", { class: "given" }, h("dt", {}, names.get(name) ?? (name || "得分")), h("dd", {}, shownMark(session, mark))),
    );
  return h(
    "div",
    { class: "done" },
    last === undefined ? h("p", { class: "said" }, "另一台设备已经交过这一站。") : null,
    marks?.skipped ? h("p", { class: "said" }, "记为没有到过这一站，不评分。") : h("dl", {}, ...lines),
    last?.receipt
      ? h(
          "p",
          { class: "receipt" },
          `回执第${last.receipt.sequence}号　${last.hash.slice(0, 8)}`,
          last.receipt.late ? h("b", {}, "　迟到票，由重点办两人决定是否计入") : null,
        )
      : null,
    h("div", { class: "end" }, tap("更正", "plain", () => acts.correct(subject)), tap("下一站", "strong", acts.back)),
  );
}

function shownMark(session: Session, mark: string | number): string {
  if (typeof mark === "number") {
    return `第${mark}名`;
  }
  return session.sheet.grades?.find((grade) => grade.score === mark)?.word ?? `${mark}分`;
}

function markBody(session: Session, subject: Subject, current: number, acts: Acts): HTMLElement {
  const draft = session.draft(subject.key);
  const criteria = session.criteria();
  const set = (name: string, text: string, move: boolean) => {
    void session.keepDraft({ ...draft, typed: { ...draft.typed, [name]: text }, at: Date.now() });
    acts.changed();
    if (move && current < criteria.length - 1) {
      document.dispatchEvent(new CustomEvent("ballot:criterion", { detail: current + 1 }));
    }
  };
  const tabs = criteria.map(({ name, label, weight }, index) =>
    tap(
      h("span", {}, h("small", {}, weight ? `${label}　${weight}` : label), h("b", {}, shownTyped(session, draft.typed[name] ?? ""))),
      "criterion",
      () => document.dispatchEvent(new CustomEvent("ballot:criterion", { detail: index })),
      { "aria-pressed": String(index === current) },
    ),
  );
  const name = criteria[current]?.name ?? "";
  const typed = draft.typed[name] ?? "";
  const give = (text: string, move: boolean) => set(name, text, move);
  const pad = session.sheet.grades
    ? gradePad(session.sheet.grades, typed, (text) => give(text, true))
    : session.sheet.scale
      ? markPad(session.sheet.scale, typed, give)
      : null;
  return h("div", { class: "marks" }, h("div", { class: "criteria" }, ...tabs), pad);
}

function shownTyped(session: Session, text: string): string {
  return session.sheet.grades?.find((grade) => grade.score === text)?.word ?? (text || "—");
}

function gradePad(grades: { word: string; score: string }[], typed: string, give: (text: string) => void): HTMLElement {
  return h(
    "div",
    { class: "pad pad-grades" },
    ...grades.map((grade) =>
      tap(grade.word, "key", () => give(typed === grade.score ? "" : grade.score), { "aria-pressed": String(typed === grade.score) }),
    ),
  );
}

/** One tap gives a mark; 微调 moves it by a step; 键盘 types any other. */
function markPad(scale: Scale, typed: string, give: (text: string, move: boolean) => void): HTMLElement {
  const quick = quickMarks(scale).map((mark) =>
    tap(mark, "key", () => give(mark, true), { "aria-pressed": String(typed !== "" && Number(typed) === Number(mark)) }),
  );
  const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0", "del"].map((key) =>
    tap(key === "del" ? "⌫" : key, "key", () => give(press(typed, key, scale), false), { "aria-label": key === "del" ? "退格" : key }),
  );
  return h(
    "div",
    { class: "pad" },
    h("div", { class: "pad-quick" }, ...quick),
    h(
      "div",
      { class: "pad-fine" },
      tap(`−${scale.step}`, "key", () => give(nudge(typed, -1, scale), false)),
      tap("撤回", "key", () => give("", false)),
      tap(`+${scale.step}`, "key", () => give(nudge(typed, 1, scale), false)),
    ),
    h("details", { class: "pad-digits" }, h("summary", {}, "用键盘输入"), h("div", {}, ...digits)),
  );
}

function rankBody(session: Session, subject: Subject, acts: Acts): HTMLElement {
  const draft = session.draft(subject.key);
  const set = (order: number[]) => {
    void session.keepDraft({ ...draft, order, at: Date.now() });
    acts.changed();
  };
  const scopes = session.sheet.scopes.map((scope) => {
    const inScope = draft.order.filter((unit) => scope.units.some(({ id }) => id === unit));
    return h(
      "fieldset",
      { class: "ranks" },
      h("legend", {}, scope.name ? `${scope.name}：` : "", "按名次依次点选，再点一次取消"),
      ...scope.units.map(({ id, name }) => {
        const place = inScope.indexOf(id) + 1;
        return tap(
          h("span", {}, h("b", { class: "place" }, place ? String(place) : ""), name),
          "rank",
          () => set(tapPlace(draft.order, id)),
          { "aria-pressed": String(place > 0) },
        );
      }),
    );
  });
  return h("div", { class: "marks" }, ...scopes, tap("撤回上一步", "plain", () => set(draft.order.slice(0, -1))));
}

function endBar(session: Session, subject: Subject, acts: Acts): HTMLElement {
  const draft = session.draft(subject.key);
  const fault = session.fault(subject);
  const skip = session.sheet.may_skip && subject.stop !== null;
  const toggle = () => {
    void session.keepDraft({ ...draft, skipped: !draft.skipped, at: Date.now() });
    acts.changed();
  };
  return h(
    "div",
    { class: "end" },
    skip ? tap(draft.skipped ? "到过，改为评分" : "没到这一站", "plain", toggle) : null,
    tap(fault || "完成", "strong", () => acts.finish(subject), fault ? { disabled: true } : {}),
  );
}

export function checkScreen(results: CheckResult[] | null, acts: Acts): HTMLElement {
  const rows = (results ?? []).map(({ label, ok, says }) =>
    h("li", { class: ok ? "check check-ok" : "check check-no" }, h("i", { "aria-hidden": "true" }), h("b", {}, label), h("span", {}, says)),
  );
  const must = results?.filter(({ name }) => name === "storage" || name === "test_ballot") ?? [];
  const said = results === null ? "正在检查……" : must.every(({ ok }) => ok) ? "这部手机可以评分" : "这部手机还不能评分";
  return h(
    "section",
    { class: "one" },
    h("header", { class: "one-head" }, tap("‹ 全部", "back", acts.back), h("h1", { role: "status" }, said)),
    h("ul", { class: "checks" }, ...rows),
    h("div", { class: "end" }, tap("再查一次", "strong", acts.check)),
  );
}

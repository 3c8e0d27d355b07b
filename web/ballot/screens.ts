// The screens: the list of stops, one stop, the self-test. Each draws itself whole from the session.
import type { CheckResult } from "./device.ts";
import { h, tap } from "./elements.ts";
import { type Place, gradePad, markPad, ranking, shownTyped } from "./pads.ts";
import type { Word } from "./queue.ts";
import type { Session, Subject } from "./session.ts";
import type { Draft } from "./store.ts";

/** What a screen may ask of the app. */
export type Acts = {
  open: (subject: Subject) => void;
  back: () => void;
  /** Opens the next subject that is not done, else the list. */
  next: (subject: Subject) => void;
  finish: (subject: Subject) => void;
  correct: (subject: Subject) => void;
  abandon: (subject: Subject) => void;
  put: (draft: Draft, place?: Partial<Place>) => void;
  undo: (subject: Subject) => void;
  move: (place: Partial<Place>) => void;
  check: () => void;
  rescue: () => void;
};

const SHAPES: Record<Word, string> = { 未完成: "todo", 已存本机: "kept", 已送达: "sent" };
const NOT_SEEN = "没有到这一站，不评分";

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
        subject.stop === null ? null : h("span", { class: "stop-order" }, String(subject.order)),
        h("span", { class: "stop-name" }, h("b", {}, subject.title), h("small", {}, remark(session, subject))),
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
  const all = subjects.length > 0 && subjects.every((subject) => session.word(subject) === "已送达");
  return h(
    "section",
    { class: "list" },
    all ? h("p", { class: "whole" }, "评分已全部送达，可以关闭这一页。") : null,
    h("ol", { class: "stops" }, ...rows, ...skipped),
    subjects.length === 0 ? h("p", { class: "said" }, "这次观摩没有请您评分的点，请与重点办核对。") : null,
    h("div", { class: "foot-acts" }, tap("出发前自检", "plain", acts.check), tap("导出备份文件", "plain", acts.rescue)),
  );
}

function remark(session: Session, subject: Subject): string {
  const last = session.last(subject);
  const counted = session.counted(subject);
  const said =
    counted ? "已计入结果"
    : last?.state === "refused" ? "没有计入，请点开看原因"
    : counted === "" ? "没有计入结果"
    : last && session.hasDraft(subject.key) ? "更正还没有完成"
    : session.hasDraft(subject.key) ? "填了一半"
    : last?.receipt?.late ? "迟到票"
    : last && session.otherHead(subject) ? "另一台设备后来又交过"
    : "";
  return said ? `${subject.unit}　${said}` : subject.unit;
}

export function stopScreen(session: Session, subject: Subject, place: Place, before: Subject | null, acts: Acts): HTMLElement {
  return h(
    "section",
    { class: "one" },
    h(
      "header",
      { class: "one-head" },
      h(
        "div",
        { class: "one-way" },
        tap("‹ 全部", "back", acts.back, { "aria-label": "回到全部观摩点" }),
        session.last(subject) && session.hasDraft(subject.key)
          ? tap("不改了", "back", () => acts.abandon(subject))
          : before
            ? h("span", { class: "before" }, "上一站", wordMark(session.word(before)))
            : null,
      ),
      h("h1", {}, subject.stop === null ? "" : h("span", { class: "stop-order" }, String(subject.order)), subject.title),
      h("p", {}, subject.unit, wordMark(session.word(subject))),
    ),
    ...stopBody(session, subject, place, acts),
  );
}

function stopBody(session: Session, subject: Subject, place: Place, acts: Acts): (HTMLElement | null)[] {
  const last = session.last(subject);
  const draft = session.hasDraft(subject.key);
  if (session.counted(subject) !== null) {
    const refused = last?.state === "refused" ? refusal(session, subject, acts) : null;
    return [refused, last ? givenBody(session, subject) : null, countedBody(session, subject), finishedBar(session, subject, acts)];
  }
  if (!draft && last?.state === "refused") {
    return [refusal(session, subject, acts), givenBody(session, subject)];
  }
  if (!draft && (last || session.otherHead(subject))) {
    return [otherDevice(session, subject), givenBody(session, subject), finishedBar(session, subject, acts)];
  }
  if (!session.takesBallots()) {
    return [h("p", { class: "said" }, closedWords(session))];
  }
  const body = session.draft(subject.key).skipped
    ? h("p", { class: "said" }, `${NOT_SEEN}。`)
    : session.sheet.mode === "ranks"
      ? rankBody(session, subject, acts)
      : markBody(session, subject, place, acts);
  return [otherDevice(session, subject), body, endBar(session, subject, place, acts)];
}

/** What the state of the tour means for the juror; empty while scoring goes on. */
export function closedWords(session: Session): string {
  const words = {
    preparing: "还没有开始评分，开始后这里可以打分。",
    open: "",
    closed: "评分已经结束。现在交的算迟到票，由重点办两人决定是否计入。",
    sealed: "观摩已经封存，不再收票。",
  };
  const { tour, seal } = session.sheet;
  return words[tour.state] + (seal ? `您有${seal.counted.length}张票计入结果，点开可以核对。` : "");
}

/** What became of the juror's ballot: the hash that stands in the published bundle, whole, to be compared. */
function countedBody(session: Session, subject: Subject): HTMLElement {
  const counted = session.counted(subject);
  if (!counted) {
    return h("p", { class: "hint" }, "封存的结果里没有您的这张票。有疑问请与重点办核对。");
  }
  const last = session.last(subject);
  const other = last && last.hash !== counted ? "计入的不是上面这一张，而是您另一次交的：" : "";
  return h(
    "div",
    { class: "counted" },
    h("p", {}, `${other}您的票已计入封存的结果。公布的封存文件里列有全部计入的选票，其中这一串就是您的：`),
    h("code", { title: "选票哈希" }, counted),
    h("p", {}, `封存编号${session.sheet.seal?.hash.slice(0, 16) ?? ""}`),
  );
}

function refusal(session: Session, subject: Subject, acts: Acts): HTMLElement {
  const last = session.last(subject);
  const again = session.takesBallots() && last?.code !== "not_asked" && last?.code !== "other_juror";
  return h(
    "div",
    { class: "alarm", role: "alert" },
    h("p", {}, last?.message.includes("没有计入") ? last.message : `这张票没有计入。${last?.message ?? ""}`),
    again ? tap("改好再交", "strong", () => acts.correct(subject)) : null,
  );
}

function otherDevice(session: Session, subject: Subject): HTMLElement | null {
  if (!session.otherHead(subject) || session.last(subject)?.state === "kept") {
    return null;
  }
  const said = session.hasDraft(subject.key)
    ? "另一台设备已交。在这里点“完成”，就以这台为准。"
    : session.last(subject)
      ? "另一台设备后来又交过这一站，现在以那台为准。要以这台为准，请点“更正”再完成。"
      : "这一站已在别处交过（另一台设备，或请重点办代录），打分不在这台设备上。要以这台为准，请点“更正”重新评分。";
  return h("p", { class: "hint" }, said);
}

function givenBody(session: Session, subject: Subject): HTMLElement {
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
    marks?.skipped ? h("p", { class: "said" }, `${NOT_SEEN}。`) : h("dl", {}, ...lines),
    last?.receipt
      ? h(
          "p",
          { class: "receipt" },
          h("span", {}, `回执第${last.receipt.sequence}号`),
          h("span", {}, `${last.receipt.late ? "迟到票　" : ""}${timeOf(last.receipt.received_at)}收到`),
          h("code", { title: "选票哈希" }, last.hash.slice(0, 16)),
        )
      : null,
    last?.receipt?.late ? h("p", { class: "hint" }, "评分结束后才送达，由重点办两人决定是否计入。") : null,
  );
}

function timeOf(moment: string): string {
  return new Date(moment).toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });
}

function shownMark(session: Session, mark: string | number): string {
  if (typeof mark === "number") {
    return `第${mark}名`;
  }
  return session.sheet.grades?.find((grade) => grade.score === mark)?.word ?? `${mark}分`;
}

function finishedBar(session: Session, subject: Subject, acts: Acts): HTMLElement {
  const more = session.subjects().some((other) => other.key !== subject.key && session.word(other) === "未完成");
  return h(
    "div",
    { class: "end" },
    session.takesBallots() ? tap("更正", "plain", () => acts.correct(subject)) : null,
    tap(more ? "下一站" : "回到全部", "strong", () => acts.next(subject)),
  );
}

function markBody(session: Session, subject: Subject, place: Place, acts: Acts): HTMLElement {
  const draft = session.draft(subject.key);
  const criteria = session.criteria();
  const give = (index: number, text: string, move: boolean) => {
    const typed = { ...draft.typed, [criteria[index]?.name ?? ""]: text };
    const empty = criteria.map(({ name }, at) => ((typed[name] ?? "") === "" ? at : -1)).filter((at) => at >= 0);
    const criterion = move ? (empty.find((at) => at > index) ?? empty[0] ?? index) : place.criterion;
    acts.put({ ...draft, typed, at: Date.now() }, { criterion, given: index });
  };
  const cells = criteria.map(({ name, label, weight }, index) =>
    tap(
      h("span", {}, h("small", {}, label, weight ? h("em", {}, weight) : null), h("b", {}, shownTyped(session.sheet, draft.typed[name] ?? ""))),
      "criterion",
      () => acts.move({ criterion: index, given: index }),
      { "aria-pressed": String(index === place.criterion) },
    ),
  );
  const marks = criteria.map(({ name }) => draft.typed[name] ?? "");
  const { grades, scale } = session.sheet;
  const pad = grades ? gradePad(grades, place, marks, give) : scale ? markPad(scale, place, marks, give, acts.move) : null;
  return h("div", { class: "marks" }, h("div", { class: criteria.length > 1 ? "criteria criteria-two" : "criteria" }, ...cells), pad);
}

function rankBody(session: Session, subject: Subject, acts: Acts): HTMLElement {
  const draft = session.draft(subject.key);
  const lists = session.sheet.scopes.map((scope) => ranking(scope, draft.order, (order) => acts.put({ ...draft, order, at: Date.now() })));
  return h("div", { class: "marks marks-top" }, ...lists);
}

function endBar(session: Session, subject: Subject, place: Place, acts: Acts): HTMLElement {
  const draft = session.draft(subject.key);
  const fault = session.fault(subject);
  const skip = session.sheet.may_skip && subject.stop !== null;
  const toggle = () => acts.put({ ...draft, skipped: !draft.skipped, at: Date.now() });
  return h(
    "div",
    { class: "end" },
    tap("撤回", "plain", () => acts.undo(subject), { disabled: place.undo.length === 0, "aria-label": "撤回上一下" }),
    skip ? tap(draft.skipped ? "到过，评分" : "没到这站", "plain", toggle) : null,
    tap(fault || "完成", "strong", () => acts.finish(subject), { disabled: fault !== "" }),
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
    h("header", { class: "one-head" }, h("div", { class: "one-way" }, tap("‹ 全部", "back", acts.back)), h("h1", { role: "status" }, said)),
    h("ul", { class: "checks" }, ...rows),
    h("div", { class: "end" }, tap("再查一次", "strong", acts.check, { disabled: results === null })),
  );
}

// What this device can do, tried out before the bus leaves.

export type CheckResult = { name: string; label: string; ok: boolean; says: string };

export type CheckReport = {
  browser: string;
  storage: boolean;
  persisted: boolean;
  service_worker: boolean;
  offline: boolean;
  offset_ms: number;
  round_trip_ms: number;
  test_ballot: "ok" | "failed";
};

/** Whether the browser promises to keep our data; asking may show a question, some never answer. */
export async function askToPersist(): Promise<boolean> {
  const asked = navigator.storage?.persist?.() ?? Promise.resolve(false);
  const patience = new Promise<boolean>((resolve) => window.setTimeout(() => resolve(false), 3000));
  return Promise.race([asked.catch(() => false), patience]);
}

/** Whether a service worker serves this page, so that it also opens without a network. */
export async function hasWorker(): Promise<boolean> {
  if (!("serviceWorker" in navigator)) {
    return false;
  }
  const ready = navigator.serviceWorker.ready.then(() => true);
  const patience = new Promise<boolean>((resolve) => window.setTimeout(() => resolve(false), 4000));
  return Promise.race([ready, patience]).catch(() => false);
}

/** The findings in words, for the juror; storage and the way to the server must be well, the rest is a warning. */
export function inWords(report: CheckReport): CheckResult[] {
  const seconds = Math.round(Math.abs(report.offset_ms) / 1000);
  const result = (name: string, label: string, ok: boolean, well: string, ill: string): CheckResult => ({
    name, label, ok, says: ok ? well : ill,
  });
  return [
    result("storage", "本机存储", report.storage, "能写能读", "存不进去，请换用系统自带的浏览器打开，不要用无痕模式"),
    result("test_ballot", "送达服务器", report.test_ballot === "ok", `往返${report.round_trip_ms}毫秒`, "现在连不上，请检查网络后再试"),
    result("offline", "没有网络也能打开", report.offline, "可以", "不可以：评分期间请不要关掉这一页，或换用系统自带的浏览器"),
    result("persisted", "浏览器保证不清除", report.persisted, "已保证", "没有保证：请把这一页添加到主屏幕，评分期间不要清理浏览器"),
    result("clock", "手机时间", seconds < 60, "准", `差${seconds}秒：不影响评分，次序以服务器为准`),
  ];
}

// Fetches the sheet, and the server's time with it.
import type { Sheet } from "./contract.ts";

export type Fetched =
  /** `offsetMs`: how far this clock is ahead of the server's, the journey halved. */
  | { kind: "sheet"; sheet: Sheet; offsetMs: number }
  /** No network, or a captive portal's page: what is kept serves. */
  | { kind: "none" }
  /** The link does not work any more. */
  | { kind: "dead" };

const PATIENCE_MS = 15_000;

export async function fetchSheet(address: string): Promise<Fetched> {
  try {
    const sent = Date.now();
    const response = await fetch(address, {
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.status === 401) {
      return { kind: "dead" };
    }
    const sheet = response.ok ? ((await response.json()) as Partial<Sheet> | null) : null;
    if (!sheet?.tour || !sheet.juror || !sheet.server_time) {
      return { kind: "none" };
    }
    return { kind: "sheet", sheet: sheet as Sheet, offsetMs: Math.round((sent + Date.now()) / 2 - Date.parse(sheet.server_time)) };
  } catch {
    return { kind: "none" };
  }
}

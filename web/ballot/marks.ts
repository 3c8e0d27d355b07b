// Marks as a thumb types them. Texts all the way: 88.5 stays "88.5".
import type { Scale } from "./contract.ts";

/** Decimal digits a step allows: 1 → 0, 0.5 → 1. */
export function decimalsOf(step: string): number {
  return (step.split(".")[1] ?? "").replace(/0+$/, "").length;
}

/** What the keypad shows after a key; a key that could lead nowhere within the scale changes nothing. */
export function press(typed: string, key: string, scale: Scale): string {
  if (key === "del") {
    return typed.slice(0, -1);
  }
  const longer = typed === "0" && key !== "." ? key : typed + key;
  return couldBecome(longer, scale) ? longer : typed;
}

function couldBecome(text: string, scale: Scale): boolean {
  const decimals = decimalsOf(scale.step);
  const match = /^(\d{1,4})(\.(\d*))?$/.exec(text);
  if (!match || (match[2] !== undefined && decimals === 0) || (match[3] ?? "").length > decimals) {
    return false;
  }
  return Number(text) <= Number(scale.most);
}

/** What is wrong with a finished mark, as a sentence; empty for a good one. */
export function faultOf(text: string, scale: Scale): string {
  if (text === "") {
    return "还没有评分。";
  }
  if (!/^\d+(\.\d+)?$/.test(text)) {
    return "分数没有写完。";
  }
  const value = Number(text);
  if (value < Number(scale.least) || value > Number(scale.most)) {
    return `分数应在${scale.least}至${scale.most}之间。`;
  }
  const unit = 10 ** decimalsOf(scale.step);
  const steps = Math.round((value - Number(scale.least)) * unit) / Math.round(Number(scale.step) * unit);
  return Number(scale.step) > 0 && !Number.isInteger(steps) ? `分数以${scale.step}分为一档。` : "";
}

/** The rows of whole tens to tap first: 100, 90, 80 … down to the least. */
export function tensOf(scale: Scale): number[] {
  const tens = [];
  for (let ten = Math.floor(Number(scale.most) / 10) * 10; ten >= Number(scale.least) - 9 && ten >= 0; ten -= 10) {
    tens.push(ten);
  }
  return tens;
}

/** A rank ballot being tapped together: the units in the order chosen so far. */
export function tapPlace(order: readonly number[], unit: number): number[] {
  return order.includes(unit) ? order.filter((one) => one !== unit) : [...order, unit];
}

/** The place of each unit once all were tapped; null before. */
export function placesOf(order: readonly number[], units: readonly number[]): Record<string, number> | null {
  if (order.length !== units.length || !units.every((unit) => order.includes(unit))) {
    return null;
  }
  return Object.fromEntries(order.map((unit, index) => [String(unit), index + 1]));
}

/**
 * Marks to give with one tap: twenty of them from the most down, in even steps over the upper two fifths of the scale
 * (where marks of tours lie), and never below the least.
 */
export function quickMarks(scale: Scale): string[] {
  const most = Number(scale.most);
  const least = Number(scale.least);
  const step = Number(scale.step) || 1;
  const reach = Math.min((most - least) * 0.4, most - least);
  const stride = Math.max(step, Math.round(reach / 20 / step) * step);
  const marks = [];
  for (let count = 0; count < 20 && most - count * stride >= least - 1e-9; count += 1) {
    marks.push((most - count * stride).toFixed(decimalsOf(scale.step)));
  }
  return marks;
}

/** One step up or down, within the scale; from nothing to the quick mark in the middle. */
export function nudge(typed: string, steps: 1 | -1, scale: Scale): string {
  if (faultOf(typed, scale)) {
    const quick = quickMarks(scale);
    return quick[Math.floor(quick.length / 2)] ?? scale.most;
  }
  const value = Number(typed) + steps * (Number(scale.step) || 1);
  const kept = Math.min(Math.max(value, Number(scale.least)), Number(scale.most));
  return kept.toFixed(decimalsOf(scale.step));
}

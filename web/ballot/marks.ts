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

/** Marks a page of keys holds: six rows of five, aligned by fives. */
const KEYS = 30;

/** The distance between the keys: 1, 2 or 5 of some power of ten, about a hundredth of the scale, never below its step. */
function strideOf(scale: Scale): number {
  const step = Number(scale.step) || 1;
  const hundredth = (Number(scale.most) - Number(scale.least)) / 100;
  const power = 10 ** Math.floor(Math.log10(hundredth) + 1e-9);
  const nice = [1, 2, 5, 10].map((lead) => lead * power).find((stride) => stride >= hundredth - 1e-9) ?? step;
  return nice > step && isMultiple(nice, step) ? nice : step;
}

function isMultiple(value: number, step: number): boolean {
  return Math.abs(value / step - Math.round(value / step)) < 1e-9;
}

/** As people write it: 98, 97.5. */
function written(value: number, scale: Scale): string {
  return String(Number(value.toFixed(decimalsOf(scale.step))));
}

/** Marks to give with one tap, from the most down: any whole mark from 100 to 71 on a scale of a hundred. */
export function quickMarks(scale: Scale): string[] {
  const stride = strideOf(scale);
  const count = Math.floor((Number(scale.most) - Number(scale.least)) / stride + 1e-9) + 1;
  return Array.from({ length: Math.min(KEYS, count) }, (_, index) => written(Number(scale.most) - index * stride, scale));
}

/** How far one fine adjustment goes: half a key's distance where the scale allows it, else its step. */
export function fineStep(scale: Scale): string {
  const step = Number(scale.step) || 1;
  const half = strideOf(scale) / 2;
  return written(half >= step && isMultiple(half, step) ? half : step, scale);
}

/** One fine adjustment up or down, within the scale; what is no mark yet stays as it is. */
export function nudge(typed: string, steps: 1 | -1, scale: Scale): string {
  if (faultOf(typed, scale)) {
    return typed;
  }
  const value = Number(typed) + steps * Number(fineStep(scale));
  return written(Math.min(Math.max(value, Number(scale.least)), Number(scale.most)), scale);
}

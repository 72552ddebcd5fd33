/** Figures as the viewer reads them. */

import { lazily } from "./lazily";

const whole = lazily(() => new Intl.NumberFormat());
const compact = lazily(
  () => new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 }),
);
const tenths = lazily(() => new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 }));

/** 12345 → "12,345" */
export function count(value: number): string {
  return whole().format(value);
}

/** 123456 → "123.5K"; up to 9,999 in full. */
export function shortCount(value: number): string {
  return value < 10_000 ? whole().format(value) : compact().format(value);
}

/** 12.345, in per cent → "12.3 %" */
export function percent(value: number): string {
  return `${tenths().format(value)} %`;
}

/** 12.3 → "$12.30", 1234.5 → "$1,235" */
export function dollars(value: number): string {
  const digits = value < 100 ? 2 : 0;
  const style = { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" } as const;
  return new Intl.NumberFormat(undefined, { ...style, maximumFractionDigits: digits }).format(value);
}

/** Seconds → "1:05", "1:02:03" */
export function duration(seconds: number): string {
  const all = Math.round(seconds);
  const [h, m, s] = [Math.floor(all / 3600), Math.floor((all % 3600) / 60), all % 60];
  const pad = (n: number) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** 1 → "1 lead", 1200 → "1,200 leads" */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

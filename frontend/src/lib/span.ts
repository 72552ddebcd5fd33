/** Seconds as people say them, roughly: "40 seconds", "12 minutes", "5 hours", "3 days". */
export function roughSpan(seconds: number): string {
  const steps: [string, number][] = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ];
  for (const [unit, length] of steps) {
    // From one and a half on: "90 minutes" says more than "2 hours" does, "1 hour" less than "60 minutes".
    if (seconds >= 1.5 * length) return said(Math.round(seconds / length), unit);
  }
  return said(Math.round(seconds), "second");
}

function said(amount: number, unit: string): string {
  return `${amount.toLocaleString()} ${unit}${amount === 1 ? "" : "s"}`;
}

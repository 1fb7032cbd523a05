/** Numbers and times in words. One language and one form everywhere; time zone of the reader. */
const whole = new Intl.NumberFormat('en');
/** What is not quite full is never written as full: 4,990,000 of 5,000,000 is 4.9M of 5M, 99%. */
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1, roundingMode: 'trunc' });
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0, roundingMode: 'trunc' });
const instant = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'long' });

export const inFull = (count: number): string => whole.format(count);
/** 12345 → 12.3K */
export const inShort = (count: number): string => short.format(count);
/** 0.25 → 25% */
export const asPercent = (share: number): string => percent.format(share);
export const asInstant = (at: string): string => instant.format(new Date(at));

/** A word as it stands inside a sentence: “In CI” → “in CI”. */
export const inside = (word: string): string => word[0]!.toLowerCase() + word.slice(1);

/** “1 issue”, “2 issues”. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${inFull(count)} ${count === 1 ? one : many}`;

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** “3 minutes ago”, “in 2 hours”; within five seconds “now”. */
export function asRelative(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1_000);
  if (Math.abs(seconds) < 5) return 'now';
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length)!;
  return relative.format(Math.trunc(seconds / size), unit);
}

/** Seconds as “1 d 3 h”, “4 min 10 s”, “850 ms”: two parts at most. */
export function asDuration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1_000)} ms`;
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const;
  let left = Math.floor(seconds);
  const parts: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0 || parts.length > 0) parts.push(count > 0 ? `${count} ${name}` : '');
    if (parts.length === 2) break;
  }
  return parts.filter((part) => part !== '').join(' ');
}

/** 12,345 → “12.1 KiB”: multiples of 1,024 as the server counts its limits. */
export function asBytes(bytes: number): string {
  if (bytes < 1_024) return counted(bytes, 'byte');
  const [unit, size] = bytes < 1_048_576 ? (['KiB', 1_024] as const) : (['MiB', 1_048_576] as const);
  return `${(bytes / size).toFixed(1)} ${unit}`;
}

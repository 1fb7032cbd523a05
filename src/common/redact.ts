/** Redacts secrets from the log (A4): by the name of their field, by their form in a text, and by their value. */

export type Redact = (value: unknown) => unknown;

const HIDDEN = '[redacted]';
const SECRET_NAMES =
  /^(authorization|cookie|set-cookie|password|passwd|secret|token|leasetoken|lease_token|accesstoken|autopack_token|database_?url)$/i;
const DEPTH = 6;

/** `values` are secrets whose own text is hidden wherever it stands. */
export function redactor(values: readonly string[]): Redact {
  const inText = (text: string): string => {
    let clean = text
      .replace(/(bearer\s+)[^\s"',;]+/gi, `$1${HIDDEN}`)
      .replace(/apk_[A-Za-z0-9_-]{20,}/g, HIDDEN)
      .replace(/whsec_[A-Za-z0-9+/]{32,}={0,2}/g, HIDDEN)
      .replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]*(?=@)/gi, `$1${HIDDEN}`);
    for (const value of values) clean = clean.replaceAll(value, HIDDEN);
    return clean;
  };
  const inValue = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return inText(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= DEPTH) return '[deeper]';
    if (value instanceof Error) return ofError(value, depth);
    if (value instanceof Date) return value;
    if (Array.isArray(value)) return value.map((entry) => inValue(entry, depth + 1));
    const entries = Object.entries(value).map(([name, entry]) => [
      name,
      SECRET_NAMES.test(name) ? HIDDEN : inValue(entry, depth + 1),
    ]);
    return Object.fromEntries(entries);
  };
  const ofError = (error: Error, depth: number): unknown => ({
    type: error.name,
    message: inText(error.message),
    stack: error.stack === undefined ? undefined : inText(error.stack),
    ...('code' in error ? { code: error.code } : {}),
    ...(error.cause === undefined ? {} : { cause: inValue(error.cause, depth + 1) }),
  });
  return (value) => inValue(value, 0);
}

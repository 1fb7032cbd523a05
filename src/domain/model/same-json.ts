/** Values as they come back from the database: it keeps no order of names. */

/** The JSON of a value with its names in order: equal for values that say the same. */
export const orderedJson = (value: unknown): string => JSON.stringify(ordered(value)) ?? 'undefined';

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  const entries = Object.entries(value).map(([name, one]) => [name, ordered(one)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

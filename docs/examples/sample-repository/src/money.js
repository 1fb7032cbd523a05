/** Amounts are whole cents: fractions would add up to errors. */

/** As people read it: 1999 is "19.99". */
export function shown(cents) {
  return (cents / 100).toFixed(2);
}

/** In another money, by the rates of a list. */
export function converted(cents, currency, { rates }) {
  const rate = rates[currency];
  if (rate === undefined) throw new RangeError(`There is no rate for ${currency}.`);
  return Math.round(cents * rate);
}

/** Lines of a basket: `{ name, cents, quantity }`. */

/** What all of it costs, in cents. */
export function total(lines) {
  return lines.reduce((sum, line) => sum + line.cents * line.quantity, 0);
}

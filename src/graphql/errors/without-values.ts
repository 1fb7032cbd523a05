/**
 * graphql-js repeats in its messages the value that it does not like, and with an input object everything in it: the
 * token of a lease, a patch (A4). Outside quotes, brackets begin such a value and nothing else, so that what they
 * enclose can be left out. Single values stay: they are what a caller looks for.
 */
const TOKENS = /"""(?:\\"""|[\s\S])*?"""|"(?:\\[\s\S]|[^"\\])*"|[{}[\]]/g;

export function withoutValues(message: string): string {
  let stated = '';
  let depth = 0;
  let from = 0;
  for (const { 0: token, index } of message.matchAll(TOKENS)) {
    const opens = token === '{' || token === '[';
    const closes = token === '}' || token === ']';
    if (opens && (depth += 1) === 1) stated += `${message.slice(from, index + 1)}…`;
    if (closes && depth > 0 && (depth -= 1) === 0) from = index;
  }
  return depth === 0 ? stated + message.slice(from) : stated;
}

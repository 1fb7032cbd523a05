/** What is looked at in a request before its document is parsed (A3), the same over HTTP and over WebSocket. */

/**
 * Brackets of a document that may be open at a time: the deepest selection, and a JSON value of the deepest that is
 * allowed written into its arguments.
 */
const MAX_NESTING = 150;

/**
 * The parser calls itself for every bracket, so that a document of nothing but brackets would use up the stack. Null:
 * it is not nested too deeply.
 */
export function nestingFault(source: string): string | null {
  let open = 0;
  for (let at = 0; at < source.length; at += 1) {
    switch (source[at]) {
      case '#':
        at = endOf(source, '\n', at);
        break;
      case '"':
        at = source.startsWith('"""', at) ? endOfBlock(source, at + 3) : endOfText(source, at + 1);
        break;
      case '{':
      case '[':
      case '(':
        open += 1;
        if (open > MAX_NESTING)
          return `The document is nested too deeply: more than ${MAX_NESTING} brackets are open at a time.`;
        break;
      case '}':
      case ']':
      case ')':
        open -= 1;
        break;
      default:
    }
  }
  return null;
}

function endOf(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found === -1 ? source.length : found;
}

function endOfBlock(source: string, from: number): number {
  for (let at = from; ; at += 1) {
    const found = source.indexOf('"""', at);
    if (found === -1) return source.length;
    if (source[found - 1] !== '\\') return found + 2;
    at = found + 2;
  }
}

function endOfText(source: string, from: number): number {
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === '"' || source[at] === '\n') return at;
  }
  return source.length;
}

/**
 * Makes the usual forms of "nothing" the same: an empty `operationName` is none, and a document that comes with the
 * hash of a persisted query is taken by itself. A hash without a document stays: it is answered
 * PERSISTED_QUERY_NOT_SUPPORTED.
 */
export function settleForm(request: Record<string, unknown>): void {
  if (request.operationName === '') request.operationName = null;
  const { extensions, query } = request;
  if (typeof query !== 'string' || query === '' || typeof extensions !== 'object' || extensions === null) return;
  if ('persistedQuery' in extensions) request.extensions = { ...extensions, persistedQuery: undefined };
}

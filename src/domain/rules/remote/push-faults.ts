/** Which fault git's words about a remote speak of (M3). The order matters: the first that matches is it. */
import type { PushFault } from '../../model/remote.js';

const WORDS: readonly (readonly [RegExp, PushFault])[] = [
  [/took longer than|timed? ?out|Operation too slow|too slow/i, 'TIMEOUT'],
  [
    /unable to update url base from redirection|redirect|The requested URL returned error: 30\d|HTTP code 30\d/i,
    'REDIRECT',
  ],
  [/Host key verification failed|certificate|SSL|TLS|REMOTE HOST IDENTIFICATION HAS CHANGED/i, 'UNTRUSTED'],
  [/transport '[^']*' not allowed/i, 'CONFIGURATION'],
  [
    /could not read (Username|Password)|Authentication failed|Permission denied \(|Permission denied, please|error: 40[13]|HTTP 40[13]|terminal prompts disabled|Access denied|Bad credentials|Load key|invalid credentials/i,
    'CREDENTIALS',
  ],
  [
    /not found|does not appear to be a git repository|error: 404|HTTP 404|error: 410|Repository .* not exist/i,
    'NOT_FOUND',
  ],
  [
    /Could not resolve|Failed to connect|Connection (refused|reset|closed)|unable to access|hung up|error: 5\d\d|HTTP 5\d\d|Network is unreachable|No route to host|early EOF|RPC failed|unexpected disconnect|kex_exchange/i,
    'UNREACHABLE',
  ],
];

/** Git names the address, and a repository may be called `ssl-tools` or `redirects`: that says nothing of the fault. */
const ADDRESS = /\b[a-z][a-z+.-]*:\/\/[^\s']+/gi;

export function faultOfWords(text: string): PushFault {
  const words = text.replace(ADDRESS, '');
  return WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'OTHER';
}

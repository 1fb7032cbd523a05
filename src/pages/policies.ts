/**
 * What the pages of this server may load: its own files, and this server by HTTP and WebSocket (some browsers do not count the latter as 'self', so its host is named).
 * `host` is a Host header that was judged before.
 */
const shared = (host: string): string[] => [
  "img-src 'self' data:",
  `connect-src 'self' ws://${host} wss://${host}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/** The dashboard (A8): neither inline scripts nor inline styles, and no text becomes markup. */
export const dashboardPolicy = (host: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    ...shared(host),
    "require-trusted-types-for 'script'",
  ].join('; ');

/** The playground: its editor sets styles, and its style sheet holds its fonts. */
export const playgroundPolicy = (host: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    'font-src data:',
    ...shared(host),
  ].join('; ');

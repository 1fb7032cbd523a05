/** What a test sends to the process of its server, and what comes back: a line of JSON each, over standard input and output. */
import type { TestServerOptions } from './test-server.js';

export type Order =
  | { readonly id: number; readonly order: 'start'; readonly options: TestServerOptions }
  | { readonly id: number; readonly order: 'reset' }
  | { readonly id: number; readonly order: 'now' }
  | { readonly id: number; readonly order: 'advance'; readonly seconds: number }
  | { readonly id: number; readonly order: 'close' };

export interface Started {
  readonly url: string;
  readonly folder: string;
}

export type Reply = { readonly id: number } & (
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string }
);

/** Which server a command talks to, and with which token: the options, else the settings that the server itself would start with. */
import { mergedEnvironment } from '../../config/env-file.js';
import { type Environment, HOST_FAULT, HOST_FORM, SettingsError, tokenIn } from '../../config/setting-names.js';
import { tokenFault } from '../../config/setting-values.js';
import { CommandFailed, EXIT } from './exit-codes.js';

export interface ServerOptions {
  readonly url?: string;
  readonly token?: string;
}

export interface ServerAddress {
  /** Without a path and without a slash at the end. */
  readonly url: string;
  readonly token: string | undefined;
}

/** `--url` takes the server's address with or without `/graphql`. Throws SettingsError for a token that is not what it looks like. */
export function serverAddress(
  options: ServerOptions,
  environment: Environment = mergedEnvironment(process.cwd(), process.env).values,
): ServerAddress {
  const fault = options.token ? tokenFault(options.token) : null;
  if (fault !== null) throw new CommandFailed(`--token ${fault}`, EXIT.usage);
  const token = options.token || tokenIn(environment);
  if (options.url !== undefined) return { url: originOf(options.url), token };
  if (!/^\d{0,5}$/.test(environment.PORT ?? ''))
    throw new SettingsError(['PORT must be a whole number from 0 to 65535']);
  if (!HOST_FORM.test(environment.HOST || '127.0.0.1')) throw new SettingsError([`HOST ${HOST_FAULT}`]);
  return { url: `http://${reachableHost(environment.HOST || '127.0.0.1')}:${environment.PORT || 8000}`, token };
}

function originOf(text: string): string {
  const full = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') {
    throw new CommandFailed('--url must be an address like http://127.0.0.1:8000', EXIT.usage);
  }
  if (url.username !== '' || url.password !== '') {
    throw new CommandFailed('--url must hold neither user nor password; the token is AUTOPACK_TOKEN', EXIT.usage);
  }
  return `${url.origin}${url.pathname.replace(/\/(graphql\/?)?$/, '')}`;
}

/** The address under which this machine reaches a server of its own: one that listens everywhere is reached on loopback. */
export function reachableUrl(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${protocol}//${reachableHost(hostname)}:${port}`;
}

/** A server that listens everywhere is reached on loopback. */
function reachableHost(host: string): string {
  const bare = host.replace(/^\[|\]$/g, '');
  if (bare === '0.0.0.0') return '127.0.0.1';
  if (bare === '::') return '[::1]';
  return bare.includes(':') ? `[${bare}]` : bare;
}

/**
 * Whether it was the surroundings that failed (B6): no such program, no login, no credit, a provider that is overloaded. Such an attempt is not the
 * work's fault and must not use it up. Read are an agent's own report of its failure and its last words, never its talk: first what it reports in fields,
 * then whole phrases of providers, where a sentence begins. Single words say nothing: "401", "billing" and "quota" are as well words of the work.
 */
import type { StartFault } from '../../processes/process-contract.js';
import { NAMES, PHRASES, type Trouble } from './provider-phrases.js';

/** What an agent says of its failure. */
export interface ProviderWords {
  readonly text: string;
  /** The HTTP status of its provider, where the agent reports it in a field of its own. */
  readonly status?: number | null;
}

const SENTENCES: Readonly<Record<Trouble, string>> = {
  credit: 'its provider has no credit left',
  rate: 'its provider limits its rate',
  login: 'it is not logged in',
  order: 'its provider is out of order',
  reach: 'its provider cannot be reached',
  model: 'its provider has no such model for it',
  runtime: 'its program does not run on the version of Node that is here',
  setup: 'it is not set up to run here',
  disk: 'the disk is full',
};
/** What can be done about it; for a missing login that is said where it is known which keys the agent looks for. */
const ADVICE: Readonly<Record<Trouble, string>> = {
  credit: ' Add credit there, or pass on a key of another account.',
  rate: ' Nothing is lost: it is tried again after a pause. Wait until the limit is reset, or use another account or model.',
  login: '',
  order: ' Nothing is lost: it is tried again after a pause. If it stays so, look at the state of the provider.',
  reach: " Check the worker's network and proxy, and the base URL that the agent was told.",
  model: " Name another one, with --model or in the agent's own settings.",
  runtime: ' Install a newer Node for the worker, or a version of the agent that runs on this one.',
  setup: ' See docs/agents.md.',
  disk: ' Free some space.',
};
const DISPLAYED = 200;
/** A provider's message is short; what is longer was written about something. */
const READ = 4_000;

/** null: nothing that it says is about its surroundings. */
export function environmentFaultOf({ text, status = null }: ProviderWords): string | null {
  const stated = text.slice(0, READ).replaceAll('\u2019', "'");
  if (OF_THE_WORK.test(stated)) return null;
  const trouble = inText(stated) ?? (CUT_OFF.test(stated) ? 'reach' : byStatus(status));
  return trouble === null
    ? null
    : `The agent could not work: ${SENTENCES[trouble]} (${JSON.stringify(shorten(text))}).${ADVICE[trouble]}`;
}

/** The same of the last lines that an agent wrote which broke and names no failure of its own. */
export function environmentFaultIn(lastLines: string): string | null {
  const lines = lastLines.split('\n').filter((line) => line.trim() !== '');
  for (const line of lines.slice(-LAST_LINES).reverse()) {
    const fault = environmentFaultOf({ text: line });
    if (fault !== null) return fault;
  }
  return null;
}

/** The same of one that ended well: what it says is its provider's message and nothing about the work. It counts where it did nothing. */
export function providerFaultAlone(closing: string): string | null {
  const last = closing
    .trim()
    .split('\n')
    .slice(-2 * LAST_LINES);
  return last.some((line) => ABOUT_WORK.test(withoutAddresses(line))) ? null : environmentFaultIn(last.join('\n'));
}

const LAST_LINES = 6;

/** Limits of turns and tokens, and refusals: the work's, however they are reported. */
const OF_THE_WORK =
  /reason: (?:content_filter|max_output_tokens)|(?:reached|hit|exceeded) (?:the )?(?:max(?:imum)?|limit)(?: number)?(?: of)?(?: session)? turns|max_?turns|turn limit|context (?:window|length)/i;
/** All that a program says whose answer was cut off. A shell says "Terminated" of a command that was ended. */
const CUT_OFF = /^\W*(?:(?:API )?Error\W*)*terminated\W*$/;
/** What is written about work. Providers do not speak of these; addresses are left out. */
const ABOUT_WORK =
  /\b(?:tests?|testing|specs?|suites?|expected|expect|assert\w*|asserts|fixtures?|mock(?:s|ed)?|handlers?|handling|middleware|endpoints?|module|component|controller|refactor\w*|implement\w*|added|mend\w*|fixe[sd]|fixing|returns?|instead of|should|but (?:got|was)|got \d|passe[sd]|failing|coverage|commit|function|class|branch|bug)\b|[\w-]\.(?:tsx?|jsx?|mjs|py|go|rs|java|rb|php|cs|cpp|h|ya?ml|toml|md|sql)\b|\b(?:POST|GET|PUT|PATCH|DELETE) \/|\/\w+ (?:page|route)/;
/** Databases and the like: what listens there is a part of the work. */
const WORK_PORTS = /:(?:5432|3306|6379|27017|9200|5672|9092|1433|2181|8080|3000)\b/;

/** Node's last word on a program that wants a newer one, in place of the program's first. */
const RUNTIME = /^(?:Error: )?SyntaxError: The requested module 'node:[\w/]+' does not provide an export named '\w+'$/;

function inText(stated: string): Trouble | null {
  if (RUNTIME.test(stated.trim())) return 'runtime';
  const bare = withoutAddresses(stated).trim();
  if (ABOUT_WORK.test(bare)) return null;
  return inFields(bare) ?? inPhrases(bare) ?? byStatus(statusIn(bare));
}

const withoutAddresses = (stated: string): string => stated.replace(/[a-z]+:\/\/[^\s"'<>)\]]+/gi, '');

function inFields(text: string): Trouble | null {
  const names = [
    ...text.matchAll(/\\?["'](?:type|code|status|reason|error|name|__type)\\?["']\s*:\s*\\?["']([\w.]+)\\?["']/gi),
    ...text.matchAll(/^(?:error:? )?(?:litellm|openai|anthropic|google|groq|mistralai|botocore)\.(?:\w+\.)*(\w+)/gi),
    ...text.matchAll(/^(?:error: )?(\w+_\w+|\w+(?:Error|Exception)): /gi),
  ].map(([, name = '']) => name);
  for (const name of names) {
    const found = NAMES.find(([known]) => known.test(name));
    if (found) return found[1];
  }
  return null;
}

/** Where a sentence, or what a program says behind its own name and "error", begins. */
const BEGINNING =
  '(?:^|[\\n.:;·|(\\[{"\'*>✗×⚠✖-])\\s*(?:[\\[(*_]*(?:\\d{3}|http|status|code|api|sorry,?|curl: \\(\\d+\\)|error|failed|fatal|warning|stream|llm|request|reconnecting\\S* \\S+)[\\])*_]*[:,.]?\\s*){0,4}';
const IN_PHRASES = PHRASES.map(
  ([trouble, phrases]) => [new RegExp(`${BEGINNING}(?:${phrases.join('|')})`, 'i'), trouble] as const,
);

function inPhrases(text: string): Trouble | null {
  const found = IN_PHRASES.find(([pattern]) => pattern.test(text));
  return found && !(found[1] === 'reach' && WORK_PORTS.test(text)) ? found[1] : null;
}

const REASONS =
  'unauthorized|payment required|forbidden|not found|request timeout|too many requests|internal server error|bad gateway|service unavailable|gateway time-?out|overloaded|error|status code|\\(no body\\)';
const STATUSES: readonly RegExp[] = [
  // "529", "Error: 529", "HTTP 429 Too Many Requests", "503 Service Unavailable": the whole of it.
  new RegExp(
    `^\\W*(?:(?:api|http|https|server|provider|request|llm|error|status|code|failed|with)\\W*)*([45]\\d\\d)\\W*(?:(?:${REASONS})\\W*)*$`,
    'i',
  ),
  /^(?:\W*error\b)*\W*api error\W*\(?(?:http |status )?([45]\d\d)\b/i,
  /\bunexpected status ([45]\d\d)\b/i,
  /\blast status:? ([45]\d\d)\b/i,
  /^(?:\W*error:? )?([45]\d\d) \{/,
  /^(?:\W*error:? )?error code: ([45]\d\d) - \{/i,
  /^(?:.{0,60}\berror:? )?(?:request failed with )?(?:http )?status(?: code)?:? ([45]\d\d)\b/i,
  /\\?["'](?:code|status|statusCode|status_code|http_status)\\?["']\s*:\s*\\?["']?([45]\d\d)\b/i,
  /\bprovider\b.{0,80}\((?:http )?([45]\d\d)\)/i,
];

function statusIn(text: string): number | null {
  for (const pattern of STATUSES) {
    const found = pattern.exec(text)?.[1];
    if (found) return Number(found);
  }
  return null;
}

function byStatus(status: number | null): Trouble | null {
  if (status === null) return null;
  if (status === 401 || status === 403) return 'login';
  if (status === 402) return 'credit';
  if (status === 429) return 'rate';
  if (status === 408) return 'reach';
  return status >= 500 && status <= 599 ? 'order' : null;
}

const WHY: Readonly<Record<StartFault, (program: string) => string>> = {
  'missing-program': (program) => `The agent's program ${program} is not there.`,
  'missing-folder': () => 'The folder in which the agent was to work is not there.',
  'not-executable': (program) => `The agent's program ${program} may not be executed.`,
  'no-resources': () => 'The agent could not be started: the machine is out of processes or memory.',
  'bad-arguments': (program) => `The agent's program ${program} could not be started with these arguments.`,
};

/** From a program that did not start; only its last part is displayed, no path of the machine (A4). `install`: how a missing one is installed. */
export function startFaultOf(fault: StartFault, program: string, install?: string): string {
  const why = WHY[fault](program.slice(program.lastIndexOf('/') + 1));
  return fault === 'missing-program' && install !== undefined ? `${why} Install it: ${install}` : why;
}

const shorten = (text: string): string => [...text.replaceAll(/\p{Cc}+/gu, ' ')].slice(0, DISPLAYED).join('');

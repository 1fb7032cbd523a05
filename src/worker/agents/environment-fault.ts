/**
 * Whether it was the surroundings that failed (B6): no such program, no login, no credit, a provider that is overloaded. Such an attempt is not the
 * work's fault and must not use it up. Read are an agent's own report of its failure and its last words, never its talk: first what it tells in fields,
 * then whole phrases of providers, where a sentence begins. Single words say nothing: "401", "billing" and "quota" are as well words of the work.
 */
import type { StartFault } from '../../processes/process-contract.js';

/** What an agent says of its failure. */
export interface ProviderWords {
  readonly text: string;
  /** The HTTP status of its provider, where the agent tells it in a field of its own. */
  readonly status?: number | null;
}

type Trouble = 'credit' | 'rate' | 'login' | 'order' | 'reach' | 'model' | 'setup' | 'disk';

const SENTENCES: Readonly<Record<Trouble, string>> = {
  credit: 'its provider has no credit left',
  rate: 'its provider limits its rate',
  login: 'it is not logged in',
  order: 'its provider is out of order',
  reach: 'its provider cannot be reached',
  model: 'its provider has no such model for it',
  setup: 'it is not set up to run here',
  disk: 'the disk is full',
};
const SHOWN = 200;
/** A provider's message is short; what is longer was written about something. */
const READ = 4_000;

/** null: nothing that it says is about its surroundings. */
export function environmentFaultOf({ text, status = null }: ProviderWords): string | null {
  const said = text.slice(0, READ).replaceAll('\u2019', "'");
  if (OF_THE_WORK.test(said)) return null;
  const trouble = inText(said) ?? byStatus(status);
  return trouble === null ? null : `The agent could not work: ${SENTENCES[trouble]} (${JSON.stringify(shorten(text))}).`;
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

/** Limits of turns and tokens, and refusals: the work's, however they are told. */
const OF_THE_WORK =
  /reason: (?:content_filter|max_output_tokens)|(?:reached|hit|exceeded) (?:the )?(?:max(?:imum)?|limit)(?: number)?(?: of)?(?: session)? turns|max_?turns|turn limit|context (?:window|length)/i;
/** What is written about work. Providers do not speak of these; addresses are left out. */
const ABOUT_WORK =
  /\b(?:tests?|testing|specs?|suites?|expected|expect|assert\w*|asserts|fixtures?|mock(?:s|ed)?|handlers?|handling|middleware|endpoints?|module|component|controller|refactor\w*|implement\w*|added|mend\w*|fixe[sd]|fixing|returns?|instead of|should|but (?:got|was)|got \d|passe[sd]|failing|coverage|commit|function|class|branch|bug)\b|[\w-]\.(?:tsx?|jsx?|mjs|py|go|rs|java|rb|php|cs|cpp|h|ya?ml|toml|md|sql)\b|\b(?:POST|GET|PUT|PATCH|DELETE) \/|\/\w+ (?:page|route)/;
/** Databases and the like: what listens there is a part of the work. */
const WORK_PORTS = /:(?:5432|3306|6379|27017|9200|5672|9092|1433|2181|8080|3000)\b/;

function inText(said: string): Trouble | null {
  const bare = withoutAddresses(said).trim();
  if (ABOUT_WORK.test(bare)) return null;
  return inFields(bare) ?? inPhrases(bare) ?? byStatus(statusIn(bare));
}

const withoutAddresses = (said: string): string => said.replace(/[a-z]+:\/\/[^\s"'<>)\]]+/gi, '');

/** Names that providers give their errors; believed as values of a field alone, or as a class before a colon. */
const NAMES: readonly (readonly [RegExp, Trouble])[] = [
  [/^(?:insufficient_quota|billing_error|billing_hard_limit_reached|credit_balance_too_low|payment_required)$/i, 'credit'],
  [
    /^(?:rate_limit_error|rate_limit_exceeded|ratelimiterror|resource_exhausted|usage_limit_reached|too_many_requests|throttlingexception)$/i,
    'rate',
  ],
  [
    /^(?:authentication_error|authenticationerror|authentication_failed|invalid_api_key|invalid_x_api_key|unauthenticated|permission_error|permission_denied|permissiondeniederror|providerautherror|unauthorized|oauth_error|fatalauthenticationerror)$/i,
    'login',
  ],
  [
    /^(?:overloaded_error|overloaded|server_error|internal_server_error|internalservererror|unavailable|service_unavailable|serviceunavailableerror|badgatewayerror|deadline_exceeded|engine_overloaded|systemerror)$/i,
    'order',
  ],
  [/^(?:apiconnectionerror|apiconnectiontimeouterror|connection_error|apitimeouterror|network_error)$/i, 'reach'],
  [/^(?:model_not_found|model_not_supported|not_found_model)$/i, 'model'],
];

function inFields(text: string): Trouble | null {
  const names = [
    ...text.matchAll(/\\?["'](?:type|code|status|reason|error|name|__type)\\?["']\s*:\s*\\?["']([\w.]+)\\?["']/gi),
    ...text.matchAll(/^(?:error:? )?(?:litellm|openai|anthropic|google|groq|mistralai|botocore)\.(?:\w+\.)*(\w+)/gi),
    ...text.matchAll(/^(\w+Error): (?:\w+Exception|openai|anthropic|provider)\b/gi),
  ].map(([, name = '']) => name);
  for (const name of names) {
    const found = NAMES.find(([known]) => known.test(name));
    if (found) return found[1];
  }
  return null;
}

/** What ends a sentence of a provider; where words go on, it is about something else ("not logged in users see nothing"). */
const END = '\\s*(?:[.:,;·∙|(){}\\[\\]"\\\\]|$)';

/** Each is how a provider's sentence begins. */
const PHRASES: readonly (readonly [Trouble, readonly string[]])[] = [
  [
    'credit',
    [
      '(?:your )?credit balance is too low',
      "you(?:'ve| have)? exceeded your current quota",
      `you(?:'re| are|) (?:out of|have no) credits?${END}`,
      'quota exceeded\\. check your plan',
      `insufficient (?:account )?(?:funds|credits?|balance|quota)(?:${END}| in your| on your| for this (?:request|model))`,
      'insufficient_quota:',
      '(?:you need to )?(?:purchase|add|buy) more credits?',
      '(?:your )?(?:account|organi[sz]ation) (?:is|has been) (?:not active|deactivated|suspended)',
      'this request requires more credits',
      `billing (?:hard )?limit (?:has been )?reached${END}`,
      `(?:out of credits?|no credits? (?:left|remaining))${END}`,
    ],
  ],
  [
    'rate',
    [
      "you(?:'ve| have) (?:hit|reached|exceeded) your (?:\\w+[ -]){0,4}limit",
      `(?:\\w+ ){0,2}usage limit (?:has been )?reached${END}`,
      '(?:5-hour|weekly|daily|monthly|session|opus) limit reached',
      `(?:api )?rate limit(?:ed)?(?: (?:has been )?(?:exceeded|reached|hit)| error)?(?:${END}| for (?:requests|tokens|model|org))`,
      'rate limit reached for',
      "this request would exceed (?:your|the) (?:\\w+[ '-]*){0,4}rate limit",
      'number of request tokens has exceeded',
      `too many requests${END}`,
      'resource (?:has been )?exhausted',
      'exceeded retry limit, last status: 429',
      'quota exceeded for (?:quota|metric)',
      `you have been rate limited${END}`,
    ],
  ],
  [
    'login',
    [
      `(?:you(?:'re| are) )?not (?:logged|signed) in${END}`,
      `(?:please )?(?:run|use) [\`'"]?(?:\\w+ )?/?(?:auth )?login[\`'"]?(?:${END}| to| first)`,
      `please (?:log ?in|sign in|authenticate|re-?authenticate)(?:${END}| again| first| with| to (?:use|continue))`,
      `invalid (?:\\w+ )?(?:api[ -]?key|x-api-key|bearer token|access token|authentication credentials|authorization header)(?:${END}| provided| or )`,
      'incorrect api key provided',
      `(?:your )?(?:api[ -]?key|access token|oauth token|authentication token|refresh token|credentials?) (?:is |has |have |are )?(?:not valid|invalid|expired|been revoked|revoked|missing|not found|required|not set|disabled)(?:${END}| or )`,
      `your (?:login|session) has expired${END}`,
      `authentication (?:is )?(?:required|failed|error)(?:${END}| with provider)`,
      `failed to authenticate(?:${END}| with (?:the )?(?:api|provider))`,
      `(?:unauthori[sz]ed|forbidden)${END}`,
      'no (?:api[ -]?keys?|auth(?:entication)? (?:information|credentials?|method)|(?:valid )?credentials?) (?:was |were )?(?:found|provided|configured|available|set|is set)',
      `missing (?:\\w+ ){0,2}(?:api[ -]?key|credentials?|authentication|environment variable)${END}`,
      'missing bearer or basic authentication',
      '(?:when using \\w+ api, )?you (?:must|need to) (?:specify|set|provide) (?:the |an? |your )?[\\w`\'" ]*(?:api[ _-]?key|token|credentials)',
      `you (?:must|need to) (?:log ?in|sign in|authenticate|be (?:logged|signed) in)(?:${END}| first| to use)`,
      'could not resolve authentication',
      'invalid auth method',
      '(?:\\w*_)?api_key (?:environment variable )?(?:is )?(?:not set|missing|required|not found)',
      'the api_key client option must be set',
      'log in$',
      `(?:your account|you|your organi[sz]ation) (?:does|do) not have access(?: to (?:claude|codex|this api|the api))?${END}`,
    ],
  ],
  [
    'order',
    [
      '(?:the )?(?:model|server|engine|servers|provider|api|selected model)s? (?:is|are|was|were) (?:currently |temporarily )?(?:overloaded|at capacity|unavailable|experiencing)',
      `overloaded(?:_error)?${END}`,
      "we(?:'re| are) (?:currently )?experiencing (?:high|heavy) (?:demand|load|traffic)",
      '(?:selected )?model is at capacity',
      `(?:internal server error|service (?:temporarily )?unavailable|bad gateway|gateway time-?out)${END}`,
      `unexpected (?:server|internal) error${END}`,
      'the server (?:had|encountered) an (?:error|internal error)',
      'an (?:internal )?error occurred while processing your request',
      'upstream (?:connect error|provider error)',
      'provider returned error',
      'failed to get response from the ai model',
      'unexpected status 5\\d\\d',
      'exceeded retry limit, last status: 5\\d\\d',
    ],
  ],
  [
    'reach',
    [
      `(?:getaddrinfo |connect |read |write |request to .{0,80}failed, reason: )*(?:ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE)(?:${END}| [\\w-]+\\.[\\w.-]+| localhost| \\[?[\\da-f:]+\\]?:)`,
      `(?:typeerror: )?fetch failed${END}`,
      `unable to connect(?: to (?:the )?(?:api|provider|anthropic|openai|server|internet|gemini|google))?${END}`,
      `connection error${END}`,
      `connection (?:refused|reset|timed out|aborted)(?:${END}| by peer)`,
      'could not (?:connect to (?:the )?(?:api|provider)|resolve host)',
      `(?:failed|unable) to (?:connect to|reach) (?:the )?(?:api|provider|anthropic|openai|google|gemini|server|model)${END}`,
      'stream disconnected before completion',
      'error sending request for url',
      `(?:api )?request timed out${END}`,
      `network (?:error|is unreachable|connection (?:lost|failed))${END}`,
      'timeout waiting for (?:the )?(?:api|provider|model)',
      `socket hang up${END}`,
      'temporary failure in name resolution',
      `(?:dns|tcp connect) error${END}`,
    ],
  ],
  [
    'model',
    [
      `model (?:\\S+ )?(?:is )?(?:not (?:found|supported|available)|does not exist)(?:${END}| for (?:api|this|your)| when using)`,
      '(?:the )?(?:requested )?[\'"`]?model[\'"`]? [`\'"]?[^\\s`\'"]+[`\'"]? (?:does not exist or you|is not supported when|may not exist)',
      "there's an issue with the selected model",
      'models/\\S+ is not found',
      `(?:unknown|no such) model${END}`,
      'you do not have access to (?:the )?model',
      'providermodelnotfounderror',
    ],
  ],
  [
    'setup',
    [
      'the sandbox of the agent did not let a single command run',
      'gemini cli is not running in a trusted directory',
      'bwrap: (?:creating new namespace|no permissions)',
    ],
  ],
  ['disk', [`ENOSPC${END}`, `(?:.{0,60}: )?no space left on device`, `(?:the )?disk is full${END}`]],
];

/** Where a sentence, or what a program says behind its own name and "error", begins. */
const BEGINNING =
  '(?:^|[\\n.:;·|(\\[{"\'*>✗×⚠✖-])\\s*(?:[\\[(*_]*(?:\\d{3}|http|status|code|api|sorry,?|curl: \\(\\d+\\)|error|failed|fatal|warning|stream|llm|request|reconnecting\\S* \\S+)[\\])*_]*[:,.]?\\s*){0,4}';
const IN_PHRASES = PHRASES.map(([trouble, phrases]) => [new RegExp(`${BEGINNING}(?:${phrases.join('|')})`, 'i'), trouble] as const);

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

/** From a program that did not start; only its last part is shown, no path of the machine (A4). */
export function startFaultOf(fault: StartFault, program: string): string {
  return WHY[fault](program.slice(program.lastIndexOf('/') + 1));
}

const shorten = (text: string): string => [...text.replaceAll(/\p{Cc}+/gu, ' ')].slice(0, SHOWN).join('');

/** How providers, and the programs that ask them, tell that they failed (B6): names in fields, and sentences by their begin. */

export type Trouble = 'credit' | 'rate' | 'login' | 'order' | 'reach' | 'model' | 'setup' | 'disk';

/** Names that providers give their errors; believed as values of a field alone, or as a class before a colon. */
export const NAMES: readonly (readonly [RegExp, Trouble])[] = [
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

/** What ends a sentence of a provider; where words go on, it is about something else ("not logged in users see nothing"). */
const END = '\\s*(?:[.:,;·∙|(){}\\[\\]"\\\\]|$)';

/** Each is how a provider's sentence begins. */
export const PHRASES: readonly (readonly [Trouble, readonly string[]])[] = [
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
      `(?:your account|you|your organi[sz]ation|(?:this|your) (?:api )?key) (?:does|do) not have (?:access|permission)(?: to (?:claude|codex|this(?: api)?|the api|use this api))?${END}`,
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
      '(?:cannot|can not|could not|unable to|failed to) connect to (?:the )?api:',
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

import { environmentFaultIn, environmentFaultOf } from './environment-fault.js';
import { processorMs } from '../../../test/support/processor-time.js';

/** Words of the work: an agent that fails with them has failed at its task. */
const WORK = [
  'Reached max turns while mending the login tests',
  'Reached max turns (25)',
  'Reached maximum number of turns',
  'Reached max session turns for this session',
  'expected 401, got 200',
  'expected status 429 but got 200',
  'the billing module',
  'The billing module does not compile',
  '3 of 503 tests failed',
  '500 tests passed, 2 failed',
  'quota.ts',
  'src/quota.ts does not compile',
  'rate limit tests fail',
  'The rate limit exceeded test fails',
  'signup/login page',
  'could not finish the login page',
  'insufficient_quota handling added',
  'added handling for insufficient_quota and rate_limit_error',
  'The API key form is not validated',
  'API key rotation is only half done',
  'the authentication middleware rejects every request',
  'Authentication for the admin area is missing',
  'unauthorized users can still see the dashboard',
  'the network layer is not finished',
  'network.py has a syntax error',
  'The network graph is drawn twice',
  'Internal server error on POST /users when the name is empty',
  'POST /login returns 403 Forbidden instead of 401',
  'GET /health returns 503',
  'status 401 instead of 200 for guests',
  'HTTP 429 should be retried by the client; not done',
  'TestRateLimit failed: too many requests were let through',
  'Tests fail: connect ECONNREFUSED 127.0.0.1:5432',
  'connect ECONNREFUSED 127.0.0.1:5432',
  'Error: connect ECONNREFUSED 127.0.0.1:6379',
  'the ENOTFOUND case is not handled yet',
  'handles ENOSPC now, one assertion is left',
  'the overloaded operator does not resolve',
  'overloaded method signatures conflict',
  'service unavailable banner is missing on the start page',
  'the credit balance of the customer is computed wrongly',
  'credit balance column overflows',
  'payment required label is not translated',
  'line 429 of parser.go is too long',
  'port 500 is taken',
  '402 files changed, I gave up',
  'Invoice 401 could not be matched',
  'item 529 not found in catalogue',
  'the forbidden zone is drawn at the wrong place',
  'usage limit banner not implemented',
  'the quota endpoint is not implemented',
  'log in with GitHub is not supported by this code base',
  'Please review the login form before merging',
  'the model of the database is inconsistent',
  'model Customer not migrated',
  'stream disconnected before completion: Incomplete response returned, reason: content_filter',
  'stream disconnected before completion: Incomplete response returned, reason: max_output_tokens',
  'I cannot do that: the request is against the policy.',
  'context window exceeded',
  'The agent stopped: tool error',
  '{"error":{"code":"E2BIG","message":"argument list too long"}}',
  'expected {"type":"rate_limit_error"} to equal {}',
  'AuthenticationError is not exported from src/errors.ts',
  'class RateLimitError has no constructor',
  'fetch failed should be shown to the user',
  'Not logged in users see an empty list',
  'You must be logged in to comment is shown twice',
  'Login required decorator is broken',
  'Access denied page for the API is blank',
  'OAuth error screen has no way back',
  'High demand forecasting is incomplete',
  'Insufficient balance check is missing',
  'Billing limit reached banner is red',
  'Model not found in database when the id is 0',
  'Unknown model field in the schema',
  'ECONNRESET when large files are uploaded',
  'ENOTFOUND is swallowed by the retry',
  'ENOSPC is not told to the user',
  'Invalid access token is accepted',
  'Missing API key header is ignored',
  'Authentication is required for /admin only',
  'Access token expired is shown as a blank page',
  'Please log in button does nothing',
  'Too many requests are sent at start',
  'Rate limit exceeded error page is missing',
  'Unauthorized access to the vault is possible',
  'Forbidden characters in file names',
  'broken',
  '',
];

/** What providers and the programs that ask them say. */
const PROVIDER: readonly (readonly [string, string])[] = [
  ['no credit', 'Credit balance is too low'],
  ['no credit', 'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.'],
  [
    'no credit',
    'API Error: 400 {"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}',
  ],
  ['no credit', 'You exceeded your current quota, please check your plan and billing details.'],
  ['no credit', 'Quota exceeded. Check your plan and billing details.'],
  ['no credit', '{"error":{"message":"…","type":"insufficient_quota","code":"insufficient_quota"}}'],
  ['no credit', 'Error: 402 Payment Required'],
  ['no credit', 'This request requires more credits, or fewer max_tokens.'],
  ['limits its rate', 'exceeded retry limit, last status: 429 Too Many Requests'],
  [
    'limits its rate',
    'API Error: 429 {"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed your organization\'s rate limit"}}',
  ],
  ['limits its rate', 'Rate limit reached for gpt-5 in organization org-x on tokens per min'],
  ['limits its rate', 'Rate limit exceeded'],
  ['limits its rate', 'HTTP 429 Too Many Requests'],
  ['limits its rate', '429'],
  ['limits its rate', 'Too many requests, please wait before trying again.'],
  ['limits its rate', "You've hit your limit · resets 12:53am (UTC)"],
  ['limits its rate', 'You’ve hit your usage limit. Upgrade to Pro or try again in 3 hours.'],
  ['limits its rate', "You've hit your monthly spend limit"],
  ['limits its rate', "You've reached your Opus limit"],
  ['limits its rate', 'Claude AI usage limit reached|1760000000'],
  ['limits its rate', '5-hour limit reached ∙ resets 3pm'],
  [
    'limits its rate',
    '[API Error: {"error":{"code":429,"message":"Resource has been exhausted (e.g. check quota).","status":"RESOURCE_EXHAUSTED"}}]',
  ],
  ['limits its rate', 'litellm.RateLimitError: RateLimitError: OpenAIException - Rate limit reached'],
  ['not logged in', 'Not logged in · Please run /login'],
  ['not logged in', 'Invalid API key · Fix external API key'],
  ['not logged in', 'Invalid API key · Please run /login'],
  [
    'not logged in',
    'Please run /login · API Error: 401 {"type":"error","error":{"type":"authentication_error","message":"OAuth token has expired."}}',
  ],
  ['not logged in', 'unexpected status 401 Unauthorized: invalid x-api-key, url: https://api.example/v1/responses'],
  ['not logged in', '401 Unauthorized'],
  ['not logged in', 'Unauthorized'],
  ['not logged in', '401'],
  ['not logged in', 'Error: 403 Forbidden'],
  ['not logged in', 'log in'],
  ['not logged in', '[API Error: {"error":{"code":401,"message":"invalid x-api-key","status":"UNAUTHENTICATED"}}]'],
  ['not logged in', 'you must specify the GEMINI_API_KEY environment variable'],
  ['not logged in', 'Error: When using Gemini API, you must specify the GEMINI_API_KEY environment variable.'],
  ['not logged in', 'Incorrect API key provided: sk-x***. You can find your API key at https://platform.example/account/api-keys.'],
  ['not logged in', 'Authentication failed with provider at [redacted] (HTTP 401)'],
  ['not logged in', 'Error: Authentication failed with provider at http://127.0.0.1:4010/v1 (HTTP 401)'],
  ['not logged in', 'Error: No authentication information found.'],
  ['not logged in', 'Your account does not have access.'],
  ['not logged in', 'Missing environment variable: `OPENAI_API_KEY`.'],
  ['not logged in', 'litellm.AuthenticationError: AnthropicException - {"type":"error","error":{"type":"authentication_error"}}'],
  ['not logged in', 'Error: API key not valid. Please pass a valid API key.'],
  ['not logged in', 'No API key found. Starting login flow…'],
  ['not logged in', 'No API key found for the selected model.'],
  ['not logged in', '401 invalid x-api-key'],
  ['not logged in', 'invalid x-api-key'],
  ['not logged in', 'Internal error: Your account does not have access to this.'],
  ['not logged in', 'Your API key does not have permission to use this API.'],
  ['not logged in', '❌ No auth provided. Please log in with `agent login` or set the AGENT_SESSION variable.'],
  ['not logged in', 'Error: Authentication failed. Please log in using /login or set a valid AGENT_API_KEY environment variable.'],
  ['not logged in', 'Authentication required: the agent cannot be logged in over ACP. Please run `agent login` from your terminal.'],
  ['limits its rate', "429 This request would exceed your account's rate limit. Please try again later."],
  ['cannot be reached', 'Cannot connect to API: The socket connection was closed unexpectedly. (ECONNRESET)'],
  ['out of order', '529'],
  [
    'out of order',
    'API Error: 529 Overloaded. This is a server-side issue, usually temporary — try again in a moment. If it persists, check your inference gateway (127.0.0.1:4011).',
  ],
  ['out of order', 'API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'],
  ['out of order', 'Overloaded'],
  ['out of order', 'The model is overloaded. Please try again later.'],
  ['out of order', 'We’re currently experiencing high demand, which may cause temporary errors.'],
  ['out of order', 'Selected model is at capacity. Please try a different model.'],
  ['out of order', 'unexpected status 503 Service Unavailable: upstream connect error'],
  ['out of order', 'API Error: 500 {"type":"error","error":{"type":"api_error","message":"Internal server error"}}'],
  ['out of order', '500 Internal Server Error'],
  ['out of order', '502 Bad Gateway'],
  ['out of order', 'The server had an error while processing your request. Sorry about that!'],
  ['out of order', 'Error: Failed to get response from the AI model; retried 5 times. Last error: 500'],
  ['cannot be reached', 'getaddrinfo ENOTFOUND api.anthropic.com'],
  ['cannot be reached', 'connect ECONNREFUSED 127.0.0.1:443'],
  ['cannot be reached', 'API Error: Connection error.'],
  ['cannot be reached', 'API Error: Unable to connect to API (ECONNREFUSED)'],
  ['cannot be reached', 'Unable to connect to API'],
  ['cannot be reached', 'Request timed out'],
  ['cannot be reached', 'TypeError: fetch failed'],
  ['cannot be reached', 'stream disconnected before completion: error sending request for url (https://api.example/v1/responses)'],
  ['cannot be reached', 'curl: (6) Could not resolve host: api.example'],
  ['no such model', 'The model `gpt-9` does not exist or you do not have access to it.'],
  ['no such model', "There's an issue with the selected model (claude-x). It may not exist or you may not have access to it."],
  ['no such model', '{"error":{"message":"…","code":"model_not_found"}}'],
  ['no such model', '[API Error: models/gemini-9 is not found for API version v1beta]'],
  ['disk is full', 'ENOSPC: no space left on device, write'],
  [
    'not set up',
    'Gemini CLI is not running in a trusted directory. To proceed, either use `--skip-trust`, set the variable, or trust this directory.',
  ],
];

describe('B6: words of the work are not trouble of the provider', () => {
  it.each(WORK)('%s', (said) => {
    expect(environmentFaultOf({ text: said })).toBeNull();
    expect(environmentFaultIn(`I tried.\n${said}\n`)).toBeNull();
  });
});

describe('B6: trouble of the provider is known', () => {
  it.each(PROVIDER)('%s: %s', (what, said) => {
    expect(environmentFaultOf({ text: said })).toContain(what);
    expect(environmentFaultIn(`Starting.\n\n${said}\n`)).toContain(what);
    expect(environmentFaultOf({ text: said.toUpperCase().includes('API_KEY') ? said : `Error: ${said}` })).toContain(what);
  });

  it.each([
    [401, 'not logged in'],
    [403, 'not logged in'],
    [402, 'no credit'],
    [429, 'limits its rate'],
    [500, 'out of order'],
    [503, 'out of order'],
    [529, 'out of order'],
  ])('B6: the status %s in a field of its own, whatever the words are', (status, what) => {
    expect(environmentFaultOf({ text: 'Something went wrong with the tests.', status })).toContain(what);
    expect(environmentFaultOf({ text: '', status })).toContain(what);
  });

  it.each([
    ['Credit balance is too low', 'Add credit there'],
    ['Rate limit exceeded', 'Wait until the limit is reset'],
    ['529', 'look at the state of the provider'],
    ['Connection error.', "Check the worker's network and proxy"],
    ['{"code":"model_not_found"}', '--model'],
    ['ENOSPC: no space left on device', 'Free some space.'],
  ])('B6: %s: what can be done is said', (said, advice) => {
    expect(environmentFaultOf({ text: said })).toContain(advice);
  });

  it.each([400, 404, 422, 200, null])('B6: the status %s alone says nothing', (status) => {
    expect(environmentFaultOf({ text: 'Something went wrong.', status })).toBeNull();
  });
});

it('A5: words of any length and kind are read in bounded time', () => {
  const texts = [
    'error: '.repeat(10_000),
    'api error '.repeat(10_000),
    '4'.repeat(100_000),
    '"code":"'.repeat(10_000),
    ' '.repeat(100_000),
  ];
  const read = (text: string): void => {
    environmentFaultOf({ text });
    environmentFaultIn(text.replaceAll(' ', '\n'));
  };
  expect(processorMs(() => texts.forEach(read))).toBeLessThan(20_000);
});

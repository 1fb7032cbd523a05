/** The four interfaces of models, streamed where they are: what a request says, and how an answer or an error of the scripted model is written. */
let made = 0;
const newId = (prefix) => `${prefix}_${(made += 1)}`;

/** The result of a tool as a text, whatever form it has. */
const textOf = (result) => (typeof result === 'string' ? result : JSON.stringify(result));

export const json = (response, status, value, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
};

function events(response, list) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const { name, data } of list) {
    response.write(
      `${name ? `event: ${name}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`,
    );
  }
  response.end();
}

/** Tools of a server may stand in a namespace of their own. */
const flat = (tool, namespace) =>
  tool.type === 'namespace'
    ? tool.tools.flatMap((each) => flat(each, tool.name))
    : [
        {
          name: tool.name ?? tool.type,
          keys: Object.keys(tool.parameters?.properties ?? {}),
          ...(typeof namespace === 'string' ? { namespace } : {}),
        },
      ];

const typed = (data) => ({ name: data.type, data });

export const INTERFACES = {
  anthropic: {
    path: /\/messages$/,
    error: (status, message) => ({
      type: 'error',
      error: {
        type:
          { 401: 'authentication_error', 403: 'permission_error', 429: 'rate_limit_error', 529: 'overloaded_error' }[
            status
          ] ?? 'api_error',
        message,
      },
    }),
    read: (body) => ({
      tools: (body.tools ?? []).map((tool) => ({
        name: tool.name,
        keys: Object.keys(tool.input_schema?.properties ?? {}),
      })),
      results: body.messages
        .flatMap(({ content }) => (Array.isArray(content) ? content : []))
        .filter(({ type }) => type === 'tool_result')
        .map(({ content }) => textOf(content)),
      stream: body.stream === true,
    }),
    write(response, { text, call, usage, model, stream }) {
      const content = call
        ? { type: 'tool_use', id: newId('toolu'), name: call.name, input: call.input }
        : { type: 'text', text };
      const used = {
        input_tokens: usage.input,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: usage.cached,
        output_tokens: usage.output,
      };
      const message = {
        id: newId('msg'),
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
      };
      const reason = call ? 'tool_use' : 'end_turn';
      if (!stream) return json(response, 200, { ...message, content: [content], stop_reason: reason, usage: used });
      const [empty, delta] = call
        ? [
            { ...content, input: {} },
            { type: 'input_json_delta', partial_json: JSON.stringify(call.input) },
          ]
        : [
            { type: 'text', text: '' },
            { type: 'text_delta', text },
          ];
      events(
        response,
        [
          // As the real interface does: the output is known at the end alone.
          { type: 'message_start', message: { ...message, usage: { ...used, output_tokens: 1 } } },
          { type: 'content_block_start', index: 0, content_block: empty },
          { type: 'content_block_delta', index: 0, delta },
          { type: 'content_block_stop', index: 0 },
          { type: 'message_delta', delta: { stop_reason: reason, stop_sequence: null }, usage: used },
          { type: 'message_stop' },
        ].map(typed),
      );
    },
  },

  responses: {
    path: /\/responses$/,
    error: (status, message) => ({
      error: { message, type: status === 429 ? 'rate_limit_exceeded' : 'error', code: null, param: null },
    }),
    read: (body) => ({
      tools: (body.tools ?? []).flatMap(flat),
      results: (Array.isArray(body.input) ? body.input : [])
        .filter(({ type }) => /_call_output$/.test(type ?? ''))
        .map(({ output }) => textOf(output)),
      stream: true,
    }),
    write(response, { text, call, usage, model }) {
      const item = call
        ? {
            type: 'function_call',
            id: newId('fc'),
            call_id: newId('call'),
            name: call.name,
            ...(call.namespace === undefined ? {} : { namespace: call.namespace }),
            arguments: JSON.stringify(call.input),
            status: 'completed',
          }
        : {
            type: 'message',
            id: newId('msg'),
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text, annotations: [] }],
          };
      const all = usage.input + usage.cached;
      const used = {
        input_tokens: all,
        input_tokens_details: { cached_tokens: usage.cached },
        output_tokens: usage.output,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: all + usage.output,
      };
      const whole = {
        id: newId('resp'),
        object: 'response',
        created_at: 0,
        model,
        status: 'completed',
        output: [item],
        usage: used,
        error: null,
      };
      const list = [
        { type: 'response.created', response: { ...whole, status: 'in_progress', output: [], usage: null } },
        { type: 'response.output_item.done', output_index: 0, item },
        { type: 'response.completed', response: whole },
      ];
      events(
        response,
        list.map((event, sequence_number) => typed({ ...event, sequence_number })),
      );
    },
  },

  chat: {
    path: /\/chat\/completions$/,
    error: (status, message) => ({
      error: { message, type: 'error', code: status === 401 ? 'invalid_api_key' : null },
    }),
    read: (body) => ({
      tools: (body.tools ?? []).map(({ function: tool }) => ({
        name: tool?.name,
        keys: Object.keys(tool?.parameters?.properties ?? {}),
      })),
      results: body.messages.filter(({ role }) => role === 'tool').map(({ content }) => textOf(content)),
      stream: body.stream === true,
    }),
    write(response, { text, call, usage, model, stream }) {
      const all = usage.input + usage.cached;
      const used = {
        prompt_tokens: all,
        completion_tokens: usage.output,
        total_tokens: all + usage.output,
        prompt_tokens_details: { cached_tokens: usage.cached },
      };
      const base = { id: newId('chatcmpl'), created: 0, model };
      const calls = call && [
        {
          index: 0,
          id: newId('call'),
          type: 'function',
          function: { name: call.name, arguments: JSON.stringify(call.input) },
        },
      ];
      const said = calls
        ? { role: 'assistant', content: null, tool_calls: calls }
        : { role: 'assistant', content: text };
      const finish = calls ? 'tool_calls' : 'stop';
      if (!stream) {
        return json(response, 200, {
          ...base,
          object: 'chat.completion',
          choices: [{ index: 0, message: said, finish_reason: finish }],
          usage: used,
        });
      }
      const chunk = (choices, more = {}) => ({ data: { ...base, object: 'chat.completion.chunk', choices, ...more } });
      events(response, [
        chunk([{ index: 0, delta: said, finish_reason: null }]),
        chunk([{ index: 0, delta: {}, finish_reason: finish }]),
        chunk([], { usage: used }),
        { data: '[DONE]' },
      ]);
    },
  },

  gemini: {
    path: /:(stream)?generateContent$/i,
    error: (status, message) => ({
      error: {
        code: status,
        message,
        status:
          { 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 429: 'RESOURCE_EXHAUSTED' }[status] ?? 'UNAVAILABLE',
      },
    }),
    read: (body) => ({
      tools: (body.tools ?? [])
        .flatMap((tool) => tool.functionDeclarations ?? [])
        .map((tool) => ({
          name: tool.name,
          keys: Object.keys((tool.parametersJsonSchema ?? tool.parameters)?.properties ?? {}),
        })),
      results: (body.contents ?? [])
        .flatMap(({ parts }) => parts ?? [])
        .filter((part) => part.functionResponse)
        .map((part) => textOf(part.functionResponse)),
      wantsJson: /json/.test(body.generationConfig?.responseMimeType ?? ''),
      stream: true,
    }),
    write(response, { text, call, usage }) {
      const all = usage.input + usage.cached;
      const part = call ? { functionCall: { name: call.name, args: call.input } } : { text };
      const answer = {
        candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }],
        usageMetadata: {
          promptTokenCount: all,
          cachedContentTokenCount: usage.cached,
          candidatesTokenCount: usage.output,
          totalTokenCount: all + usage.output,
        },
      };
      // Whole or streamed, by the address that was asked.
      if (/stream/i.test(response.req.url)) return events(response, [{ data: answer }]);
      json(response, 200, answer);
    },
  },
};

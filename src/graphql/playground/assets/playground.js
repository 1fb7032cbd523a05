/*
 * Puts GraphiQL on the page: the tour as tabs, the examples as a panel, and one token for HTTP and WebSocket.
 *
 * Tabs live as long as the browser tab (session storage): a reload keeps what was typed, a new visit starts with the tour. Only
 * the theme, the layout and the history of executed operations are kept longer. The token lives in session storage too.
 */
'use strict';
(() => {
  const { config, own, forget, withStory, panels } = window.autopack;
  const { tour, version, edition } = config;
  const { createElement, useState } = window.React;
  const endpoint = location.origin + '/graphql';
  const TOKEN = 'autopack:authorization';
  const TAB_KEYS = new Set([
    'graphiql:tabState',
    'graphiql:query',
    'graphiql:variables',
    'graphiql:headers',
    'graphiql:operationName',
  ]);

  // ------------------------------------------------------------------ storage
  let leaving = false;
  const storage = {
    getItem: (key) => place(key).getItem(named(key)),
    setItem: (key, value) => {
      if (!leaving) place(key).setItem(named(key), value);
    },
    removeItem: (key) => place(key).removeItem(named(key)),
    get length() {
      return [sessionStorage, localStorage].reduce((sum, store) => sum + ours(store).length, 0);
    },
    clear() {
      for (const store of [sessionStorage, localStorage]) for (const key of ours(store)) store.removeItem(key);
    },
  };
  function place(key) {
    return TAB_KEYS.has(key) ? sessionStorage : localStorage;
  }
  // Another edition of the examples is another set of tabs.
  function named(key) {
    return TAB_KEYS.has(key) ? `autopack:${edition}:${key}` : `autopack:${key}`;
  }
  function ours(store) {
    return Object.keys(store).filter((key) => key.startsWith('autopack:') && key !== TOKEN);
  }

  // GraphiQL looks for a tab with the query and variables that it stored beside the tabs, with a delay, and opens one more if they differ.
  // Where no tabs are stored yet, it shows those of the first tab from there too.
  function alignTabs() {
    try {
      const { tabs, activeTabIndex } = JSON.parse(storage.getItem('graphiql:tabState'));
      const active = tabs[activeTabIndex];
      for (const part of ['query', 'variables']) {
        if (active[part]) storage.setItem(`graphiql:${part}`, active[part]);
        else storage.removeItem(`graphiql:${part}`);
      }
      storage.removeItem('graphiql:headers');
    } catch {
      for (const key of TAB_KEYS) storage.removeItem(key);
      const [first] = tour.map(own);
      for (const part of ['query', 'variables']) if (first?.[part]) storage.setItem(`graphiql:${part}`, first[part]);
    }
  }

  // ------------------------------------------------------------------ the tour
  function startOver() {
    // GraphiQL saves its tabs half a second after a change: not any more.
    leaving = true;
    for (const key of TAB_KEYS) storage.removeItem(key);
    forget();
    location.reload();
  }

  // ------------------------------------------------------------------ the token
  let authorization = sessionStorage.getItem(TOKEN) ?? '';
  let socket = null;
  let socketAuthorization = null;

  function remember(value) {
    authorization = value;
    if (value) sessionStorage.setItem(TOKEN, value);
    else sessionStorage.removeItem(TOKEN);
  }
  /** The Authorization header typed in the Headers pane counts for all tabs from then on. */
  function headersWith(typed) {
    const entries = Object.entries(typed ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
    const given = entries.find(([name, value]) => name === 'authorization' && value.trim() !== '');
    if (given && given[1] !== authorization) remember(given[1]);
    const rest = entries.filter(([name]) => name !== 'authorization');
    return Object.fromEntries(authorization ? [...rest, ['authorization', authorization]] : rest);
  }
  function socketFor(value) {
    if (socket && socketAuthorization === value) return socket;
    socket?.dispose();
    socketAuthorization = value;
    socket = window.graphqlWs.createClient({
      url: endpoint.replace(/^http/, 'ws'),
      lazy: true,
      connectionParams: value ? { authorization: value } : {},
    });
    return socket;
  }
  /**
   * GraphiQL reads the operation out of a tab a moment after showing it, and asks for the former one when it is quicker than that. A
   * document with one named operation leaves no doubt which is meant.
   */
  function withOperation(params, options) {
    const text = params.query.replace(/#.*$/gm, '');
    const [only, another] = text.matchAll(/(?:^|[\s}])(query|mutation|subscription)\s+(\w+)/g);
    if (!only || another) return [params, options];
    const [, operation, value] = only;
    const definition = { kind: 'OperationDefinition', operation, name: { kind: 'Name', value } };
    return [
      { ...params, operationName: value },
      { ...options, documentAST: { kind: 'Document', definitions: [definition] } },
    ];
  }
  const fetcher = withStory(async (params, options) => {
    const headers = headersWith(options?.headers);
    const send = window.GraphiQL.createFetcher({
      url: endpoint,
      enableIncrementalDelivery: false,
      wsClient: socketFor(authorization),
    });
    return send(...withOperation(params, { ...options, headers }));
  });

  /** Whether the server answers us: false if it wants another token than ours, or one at all. */
  async function admitted() {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
      body: JSON.stringify({ query: '{ __typename }' }),
    }).catch(() => null);
    return answer?.status !== 401;
  }

  // ------------------------------------------------------------------ the page
  const h = createElement;

  function TokenBar({ wrong, onAdmitted }) {
    const [text, setText] = useState('');
    const [refused, setRefused] = useState(wrong);
    const submit = async (event) => {
      event.preventDefault();
      remember(/^bearer /i.test(text) ? text.trim() : `Bearer ${text.trim()}`);
      if (await admitted()) return onAdmitted();
      remember('');
      setRefused(true);
    };
    return h(
      'form',
      { className: 'autopack-token', onSubmit: submit },
      h('label', { htmlFor: 'autopack-token' }, 'This server asks for its token (AUTOPACK_TOKEN):'),
      h('input', {
        id: 'autopack-token',
        type: 'password',
        autoComplete: 'off',
        autoFocus: true,
        value: text,
        onChange: (event) => setText(event.target.value),
      }),
      h('button', { type: 'submit', disabled: text.trim() === '' }, 'Use it'),
      refused
        ? h('span', { className: 'autopack-wrong', role: 'alert' }, 'The server does not accept this token.')
        : null,
    );
  }

  function Page({ open, wrong, defaultTabs }) {
    const [admittedNow, setAdmitted] = useState(open);
    const enter = () => {
      alignTabs();
      setAdmitted(true);
    };
    const restart = h(
      'button',
      {
        type: 'button',
        className: 'graphiql-un-styled graphiql-toolbar-button autopack-restart',
        title: 'Start over: the tour again, with new ids',
        'aria-label': 'Start over with the tour',
        onClick: startOver,
      },
      '\u21BA',
    );
    return h(
      window.React.Fragment,
      null,
      admittedNow ? null : h(TokenBar, { wrong, onAdmitted: enter }),
      h(
        window.GraphiQL,
        {
          // A new key asks for the schema again, now with the token.
          key: admittedNow ? 'open' : 'closed',
          fetcher,
          storage,
          defaultTabs,
          shouldPersistHeaders: false,
          isHeadersEditorEnabled: true,
          defaultEditorToolsVisibility: 'variables',
          plugins: [panels.examples],
          toolbar: { additionalContent: h(window.React.Fragment, null, h(panels.NextStep), restart) },
        },
        h(
          window.GraphiQL.Logo,
          null,
          h('span', { className: 'autopack-logo' }, 'Autopack ', h('small', null, version)),
        ),
        h(window.GraphiQL.Footer, null, h(panels.Readable)),
      ),
    );
  }

  /**
   * A link to an operation: ?query=…&variables=…, as other GraphQL clients write it. It opens a tab, or shows the one that holds the
   * operation already, and runs nothing. The address loses it, so that a reload shows what was typed since.
   */
  function linked() {
    const given = new URLSearchParams(location.search);
    const query = given.get('query');
    if (!query) return null;
    const link = { query, variables: given.get('variables') || null };
    history.replaceState(null, '', location.pathname + location.hash);
    for (const part of ['query', 'variables']) {
      if (link[part]) storage.setItem(`graphiql:${part}`, link[part]);
      else storage.removeItem(`graphiql:${part}`);
    }
    return link;
  }

  async function main() {
    const had = authorization !== '';
    const open = await admitted();
    if (!open && had) remember('');
    alignTabs();
    const link = linked();
    const page = h(Page, { open, wrong: !open && had, defaultTabs: [...(link ? [link] : []), ...tour.map(own)] });
    window.ReactDOM.createRoot(document.getElementById('playground')).render(page);
  }
  void main();
})();

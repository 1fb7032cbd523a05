/*
 * What the page shows besides GraphiQL: the panel of examples, texts of an answer as they are meant to be read, events as lines, and the
 * step from one tab of the tour to the next.
 */
'use strict';
window.autopack.panels = (() => {
  const { createElement: h, useEffect, useRef } = window.React;
  const { MarkdownContent, useEditorContext, usePluginContext } = window.GraphiQL.React;
  const { config, own } = window.autopack;

  /** The example that waits for its tab: GraphiQL opens an empty one, and a moment later it can be filled. */
  let waiting = null;

  const nameOf = (query) => /^(?:query|mutation|subscription) (\w+)/m.exec(query)?.[1] ?? 'Untitled';
  /** What stands in the comment above an operation, up to its first full stop. */
  const firstSentence = (query) => {
    const lines = query.split('\n');
    const comment = lines.slice(
      0,
      lines.findIndex((line) => !line.startsWith('#')),
    );
    const text = comment.map((line) => line.replace(/^# ?/, '')).join(' ');
    return /^.*?[.?!](?=\s|$)/.exec(text)?.[0] ?? text;
  };

  // ------------------------------------------------------------------ examples
  function Examples() {
    const { tabs, changeTab, addTab } = useEditorContext({ nonNull: true });
    const plugins = usePluginContext();
    const open = (example) => {
      const mine = own(example);
      const already = tabs.findIndex((tab) => tab.query === mine.query);
      if (already >= 0) changeTab(already);
      else {
        waiting = { ...mine, among: tabs.length };
        addTab();
      }
      // On a small screen the panel covers the editors.
      if (window.matchMedia('(max-width: 760px)').matches) plugins?.setVisiblePlugin(null);
    };
    return h(
      'section',
      { className: 'autopack-examples', 'aria-label': 'Examples' },
      h('div', { className: 'graphiql-doc-explorer-title' }, 'Examples'),
      h(
        'p',
        null,
        'Every operation of the API, by chapter. Each opens in a tab of its own; within a chapter, run them from top to bottom.',
      ),
      config.chapters.map(({ title, operations }) =>
        h(
          'details',
          { key: title, open: true },
          h('summary', null, title),
          h(
            'ul',
            null,
            operations.map((example) =>
              h(
                'li',
                { key: nameOf(example.query) },
                h('button', { type: 'button', onClick: () => open(example) }, nameOf(example.query)),
                h('span', null, firstSentence(example.query)),
              ),
            ),
          ),
        ),
      ),
    );
  }
  const icon = () =>
    h(
      'svg',
      { viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', strokeWidth: 1.5, 'aria-hidden': true },
      h('path', { d: 'M4 6h2M4 12h2M4 18h2M9 6h11M9 12h11M9 18h11', strokeLinecap: 'round' }),
    );
  const examples = { title: 'Examples', icon, content: Examples };

  /** Fills the tab that was opened for an example. */
  function useWaitingExample() {
    const { tabs, queryEditor, variableEditor } = useEditorContext({ nonNull: true });
    useEffect(() => {
      if (!waiting || tabs.length <= waiting.among) return;
      const { query, variables } = waiting;
      waiting = null;
      queryEditor?.setValue(query);
      variableEditor?.setValue(variables ?? '');
    }, [tabs.length, queryEditor, variableEditor]);
  }

  // ------------------------------------------------------------------ keyboard
  /** Tab and Shift-Tab leave the editors, as they leave any other field; the editors have labels. */
  function useKeyboard() {
    const { queryEditor, variableEditor, headerEditor, responseEditor } = useEditorContext({ nonNull: true });
    useEffect(() => {
      const named = [
        [queryEditor, 'Operation'],
        [variableEditor, 'Variables'],
        [headerEditor, 'Headers'],
        [responseEditor, 'Answer'],
      ];
      for (const [editor, label] of named) {
        if (!editor) continue;
        editor.setOption('extraKeys', { ...editor.getOption('extraKeys'), Tab: false, 'Shift-Tab': false });
        editor.getInputField().setAttribute('aria-label', label);
      }
      queryEditor?.setOption('lineWrapping', true);
    }, [queryEditor, variableEditor, headerEditor, responseEditor]);
  }

  /** On a small screen a panel hides the editors; what changed meanwhile is drawn when they are back. */
  function useRedraw() {
    const { queryEditor, variableEditor, responseEditor } = useEditorContext({ nonNull: true });
    const visible = usePluginContext()?.visiblePlugin;
    useEffect(() => {
      const frame = requestAnimationFrame(() => {
        for (const editor of [queryEditor, variableEditor, responseEditor]) editor?.refresh();
      });
      return () => cancelAnimationFrame(frame);
    }, [visible, queryEditor, variableEditor, responseEditor]);
  }

  /** The button that leads from a tab to the one behind it. It is always there, so that the keyboard can rest on it. */
  function NextStep() {
    const { tabs, activeTabIndex, changeTab } = useEditorContext({ nonNull: true });
    useWaitingExample();
    useKeyboard();
    useRedraw();
    useEffect(() => {
      // In braces: browsers may answer a promise, which React would take for a clean-up.
      document.querySelector('.graphiql-tab-active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }, [activeTabIndex]);
    const last = activeTabIndex >= tabs.length - 1;
    return h(
      'button',
      {
        type: 'button',
        className: 'graphiql-un-styled graphiql-toolbar-button autopack-next',
        title: last ? 'This is the last tab' : `Next: ${tabs[activeTabIndex + 1].title}`,
        'aria-label': 'Next tab',
        'aria-disabled': last,
        onClick: () => !last && changeTab(activeTabIndex + 1),
      },
      '\u2192',
    );
  }

  // ------------------------------------------------------------------ answers
  /** Texts of several lines, with the field in which each stands. */
  function textsOf(value, path = []) {
    if (typeof value === 'string') return value.trim().includes('\n') ? [{ path: path.join('.'), text: value }] : [];
    if (value === null || typeof value !== 'object') return [];
    return Object.entries(value).flatMap(([key, each]) => textsOf(each, [...path, key]));
  }
  const isMarkdown = (text) => /^(#{1,6} |[-*] |\| )/m.test(text) && !/^diff --git /m.test(text);

  function Text({ path, text }) {
    const frontMatter = /^---\n([\s\S]*?)\n---\n/.exec(text);
    const body = frontMatter ? text.slice(frontMatter[0].length) : text;
    return h(
      'article',
      null,
      h('h2', { className: 'autopack-name' }, path),
      frontMatter ? h('details', null, h('summary', null, 'Front matter'), h('pre', null, frontMatter[1])) : null,
      isMarkdown(body) ? h(MarkdownContent, { type: 'description' }, body) : h('pre', null, body),
    );
  }

  function Event({ event }) {
    const { seq, subject, type, actor, cause, fromState, toState, run, runId } = event ?? {};
    const moved = toState ? `${fromState ? `${fromState} → ` : ''}${toState}` : type;
    const words = [seq === undefined ? null : `#${seq}`, runId, subject, moved, cause, actor].filter(Boolean);
    return h('li', null, words.length > 0 ? words.join(' · ') : JSON.stringify(run ? { run } : event));
  }

  function Events({ listening, events, leftOut }) {
    const end = useRef(null);
    useEffect(() => {
      if (end.current) end.current.scrollTop = end.current.scrollHeight;
    }, [events.length]);
    const count = `${events.length + (leftOut ?? 0)} ${events.length === 1 ? 'event' : 'events'}`;
    return h(
      window.React.Fragment,
      null,
      h(
        'h2',
        { className: 'autopack-name', role: 'status' },
        listening ? `Listening; ${count} so far` : `${count}; the subscription is complete`,
      ),
      h(
        'ol',
        { ref: end, tabIndex: 0, 'aria-label': 'Events' },
        events.map((event, index) => h(Event, { key: event?.id ?? index, event })),
      ),
    );
  }

  /** The answer of the active tab, for people: below the JSON, where there is something to read. */
  function Readable() {
    const { tabs, activeTabIndex } = useEditorContext({ nonNull: true });
    let answer = null;
    try {
      answer = JSON.parse(tabs[activeTabIndex]?.response ?? 'null');
    } catch {
      // Not an answer: nothing to show.
    }
    if (Array.isArray(answer?.events) && typeof answer.listening === 'boolean') {
      return h('section', { className: 'autopack-readable', 'aria-label': 'Events' }, h(Events, answer));
    }
    const texts = textsOf(answer?.data);
    if (texts.length === 0) return null;
    return h(
      'section',
      { className: 'autopack-readable', tabIndex: 0, 'aria-label': 'Texts of the answer' },
      texts.map((text) => h(Text, { key: text.path, ...text })),
    );
  }

  return { examples, NextStep, Readable };
})();

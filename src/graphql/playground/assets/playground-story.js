/*
 * What the tour and the examples need to run without editing: ids of their own for each visit, the tokens of leases, and subscriptions
 * that are shown as a list of events.
 *
 * Each visit has ids of its own, so that the story can be told again: "tour" becomes "tour-4f7k", "tour-draft" becomes "tour-4f7k-draft".
 */
'use strict';
window.autopack = (() => {
  const config = JSON.parse(document.getElementById('playground-config').textContent);
  const VISIT = `autopack:${config.edition}:visit`;
  const LEASES = `autopack:${config.edition}:leases`;
  /** Of a subscription so many events are kept, the newest. */
  const MOST_EVENTS = 500;

  // ------------------------------------------------------------------ ids
  function visit() {
    let known = sessionStorage.getItem(VISIT);
    if (!known) {
      known = Array.from(
        crypto.getRandomValues(new Uint8Array(4)),
        (byte) => 'abcdefghjkmnpqrstvwxyz23456789'[byte % 30],
      ).join('');
      sessionStorage.setItem(VISIT, known);
    }
    return known;
  }
  /** An operation as this visit runs it. */
  function own({ query, variables }) {
    return { query, variables: variables?.replace(/(["/:])tour(?![\w])/g, `$1tour-${visit()}`) ?? null };
  }
  function forget() {
    for (const key of [VISIT, LEASES]) sessionStorage.removeItem(key);
  }

  // ------------------------------------------------------------------ leases
  const leases = () => JSON.parse(sessionStorage.getItem(LEASES) ?? '{}');
  /** The newest lease of each role that an answer of this page has handed out. */
  function rememberLeases(answer) {
    for (const field of Object.values(answer?.data ?? {})) {
      const lease = field?.lease;
      if (lease?.token && lease.role)
        sessionStorage.setItem(LEASES, JSON.stringify({ ...leases(), [lease.role]: lease.token }));
    }
  }
  /** Variables with tokens where they name a lease ("lease:BUILDER"); a role that has none yet is an error that says what to do. */
  function withLeases(value) {
    if (typeof value === 'string') {
      const role = /^lease:([A-Z]+)$/.exec(value)?.[1];
      if (!role) return value;
      const token = leases()[role];
      if (!token)
        throw new Error(
          `This page knows no lease of the role ${role} yet: claim work first (claimWork, selecting lease { token role }).`,
        );
      return token;
    }
    if (Array.isArray(value)) return value.map(withLeases);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withLeases(each)]));
  }

  // ------------------------------------------------------------------ subscriptions
  /** The answers of a subscription as one that grows: first that it listens, then the list of what has come. */
  function asList(answers) {
    const source = answers[Symbol.asyncIterator]();
    let events = [];
    let left = 0;
    let begun = false;
    let ended = false;
    const shown = (listening) => ({
      value: { listening, ...(left > 0 ? { leftOut: left } : {}), events: [...events] },
      done: false,
    });
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      async next() {
        if (!begun) {
          begun = true;
          return shown(true);
        }
        if (ended) return { value: undefined, done: true };
        const { value, done } = await source.next();
        if (done) {
          ended = true;
          return shown(false);
        }
        const fields = Object.values(value?.data ?? {});
        events = [...events, value?.errors || fields.length !== 1 ? value : fields[0]];
        left += Math.max(0, events.length - MOST_EVENTS);
        events = events.slice(-MOST_EVENTS);
        return shown(true);
      },
      async return() {
        ended = true;
        await source.return?.();
        return { value: undefined, done: true };
      },
    };
  }

  /** A fetcher of GraphiQL that does all of this around another one. */
  function withStory(fetcher) {
    return async (params, options) => {
      let variables = params.variables;
      try {
        variables = withLeases(variables);
      } catch (error) {
        return { errors: [{ message: error.message }] };
      }
      const answer = await fetcher({ ...params, variables }, options);
      if (answer && typeof answer[Symbol.asyncIterator] === 'function') return asList(answer);
      rememberLeases(answer);
      return answer;
    };
  }

  return { config, own, forget, withStory };
})();

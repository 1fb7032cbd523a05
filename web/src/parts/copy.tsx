import { useEffect, useState } from 'react';

const DONE_MS = 1_500;

/** Copies a text; `what` names it for those who do not see the button's surroundings. */
export function Copy({ text, what }: { readonly text: string; readonly what: string }) {
  const [result, setResult] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (result === null) return undefined;
    const timer = setTimeout(() => setResult(null), DONE_MS);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = () => {
    // Without TLS there is no clipboard but on loopback.
    const writing = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject(new Error('none'));
    writing.then(
      () => setResult('copied'),
      () => setResult('failed'),
    );
  };
  return (
    <button type="button" data-kind="plain" className="small" aria-label={`Copy ${what}`} onClick={copy}>
      <span aria-live="polite">{result === null ? 'Copy' : result === 'copied' ? 'Copied' : 'Select it and copy'}</span>
    </button>
  );
}

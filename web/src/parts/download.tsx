/** Saves a text that the page has as a file. It is plain text to the browser, whatever it holds. */
export function Download({ text, name }: { readonly text: string; readonly name: string }) {
  const save = () => {
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <button type="button" data-kind="plain" className="small" onClick={save}>
      Download<span className="visually-hidden"> {name}</span>
    </button>
  );
}

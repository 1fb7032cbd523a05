/** Makes the output of a terminal program readable as text: no colours, no cursor movements, no bytes that a database or a page refuses. */

const ESCAPE_SEQUENCES =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]{0,2048}(?:\u0007|\u001b\\)|[@-Z\\-_=>78])|\u009b[0-?]*[ -/]*[@-~]/g;
const OTHER_CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** A line that is written over itself (a progress bar) leaves its last state only. */
export function plainOutput(text: string): string {
  return text
    .replace(ESCAPE_SEQUENCES, '')
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.replace(/\r+$/, '').split('\r').at(-1) ?? '')
    .join('\n')
    .replace(OTHER_CONTROLS, '');
}

/**
 * Text of agents and of CI as a reader may see it. React writes it as text, so that no markup of it counts; what is left are characters that change how other
 * characters look. Colours of terminals go; other control characters and marks that turn the direction of writing are displayed as signs.
 */

const TERMINAL = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const CONTROL_PICTURES = 0x2400;

export const visibleText = (text: string): string =>
  text
    .replace(TERMINAL, '')
    .replace(/\r\n/g, '\n')
    .replace(CONTROL, (sign) => {
      const code = sign.charCodeAt(0);
      return code < 0x20 ? String.fromCharCode(CONTROL_PICTURES + code) : '\u2421';
    })
    .replace(DIRECTION, (mark) => `⟨U+${mark.charCodeAt(0).toString(16).toUpperCase()}⟩`);

/** Characters of one line that are displayed. */
const LONGEST_LINE = 2_000;

/** A line that one can display: of a very long one its beginning, and how much more there is. */
export const cropped = (line: string): string =>
  line.length <= LONGEST_LINE
    ? line
    : `${line.slice(0, LONGEST_LINE)} … [${line.length - LONGEST_LINE} more characters]`;

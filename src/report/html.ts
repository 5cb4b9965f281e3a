// Text of strangers, made safe inside of HTML.

import { escapeLine } from './terminal.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for attributes in quotes; what makes a line read differently from what it holds is shown as `\u{202e}`. */
export function escapeHtml(text: string): string {
  return escapeLine(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** JSON inside of a script element, which `</script` and `<!--` would end or change. */
export function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

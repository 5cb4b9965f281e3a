// How a service of a compose file says which stage to build: as a line or two of text, which leave the rest of the file as it is.

import type { Member, Node } from '../manifests/node.ts';
import type { Addition } from './use.ts';

const line: Addition['line'] = (stage) => `target: ${stage}`;

export function additionTo(text: string, member: Member, node: Node): Addition {
  return { line, edit: editOf(text, member, node) };
}

/** In its `build`, which may have to become a map, or to be written; undefined where that is for people to do. */
function editOf(text: string, member: Member, node: Node): Addition['edit'] {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const edit =
    (start: number, end: number, written: (stage: string) => string): Addition['edit'] =>
    (stage) => ({ span: { start, end }, text: written(stage) });
  // What is referred to belongs to other services as well.
  if (node.shared) return undefined;
  const own = node.members().findLast(({ name }) => name === 'build');
  if (own !== undefined && (!isWithin(own, node) || own.value === undefined || own.value.shared)) return undefined;
  if (own?.value?.get('target') !== undefined) return undefined;
  // Inside of braces only what is in braces itself can be added to.
  if (node.flow && (own?.value?.kind !== 'map' || !own.value.flow)) return undefined;
  const indent = indentOf(text, node.start);
  const step = indent.slice(indentOf(text, member.start).length);
  const value = own?.value;
  if (own === undefined || value === undefined) {
    const start = lineStart(text, node.start);
    return edit(start, start, (stage) => `${indent}build:${newline}${indent}${step}${line(stage)}${newline}`);
  }
  if (value.kind === 'scalar') {
    const colon = text.indexOf(':', own.end) + 1;
    const end = lineEnd(text, value.end);
    const context = text.slice(value.start, value.end);
    // An anchor or a tag would be lost.
    if (context === '' || context.includes('\n') || text.slice(colon, value.start).trim() !== '') return undefined;
    const comment = text.slice(value.end, end).trim();
    const head = comment === '' ? '' : ` ${comment}`;
    const lines = (stage: string) => [head, `context: ${context}`, line(stage)].join(`${newline}${indent}${step}`);
    return edit(colon, end, lines);
  }
  const members = value.members().filter((one) => isWithin(one, value));
  if (value.flow) {
    const last = members.at(-1)?.value;
    const at = last === undefined || !isWithin(last, value) ? undefined : last.end;
    return at === undefined ? undefined : edit(at, at, (stage) => `, ${line(stage)}`);
  }
  const before = members
    .filter(({ name }) => /^(?:context|dockerfile)$/.test(name))
    .flatMap((one) => one.value ?? [])
    .findLast((one) => isWithin(one, value) && !text.slice(one.start, one.end).includes('\n'));
  const inner = indentOf(text, value.start);
  if (before === undefined) {
    const start = lineStart(text, value.start);
    return edit(start, start, (stage) => `${inner}${line(stage)}${newline}`);
  }
  const end = lineEnd(text, before.end);
  return edit(end, end, (stage) => `${newline}${inner}${line(stage)}`);
}

function isWithin({ start }: { readonly start: number }, outer: Node): boolean {
  return start >= outer.start && start < outer.end;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The blanks in front of what stands at an offset. */
function indentOf(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}

function lineEnd(text: string, offset: number): number {
  const next = text.indexOf('\n', offset);
  if (next < 0) return text.length;
  return text[next - 1] === '\r' ? next - 1 : next;
}

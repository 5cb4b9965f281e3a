// How a command ends that stands at the end of others: for certain in success, or in failure. So what happened before is forgotten, or noticed.

import type { Statement } from '../../syntax/shell.ts';
import type { Shell } from './machine.ts';

type Node = Statement['command'];

/** `true`, `:`, `exit 0`: whatever failed before it. */
export function succeeds(node: Node | undefined): boolean {
  if (node?.type !== 'Command') return false;
  const [name, argument] = [node.name?.text, node.args[0]?.text];
  return name === 'true' || name === ':' || ((name === 'exit' || name === 'return') && argument === '0');
}

/** `exit 1`, `false`, `{ echo …; exit 1; }`, or a function that ends so. */
export function fails(node: Node | undefined, shell: Shell, depth = 0): boolean {
  if (node === undefined || depth > 8) return false;
  const within = (last: Node | undefined) => fails(last, shell, depth + 1);
  switch (node.type) {
    case 'Command': {
      const name = node.name?.text ?? '';
      if (name === 'exit' || name === 'return') return node.args[0]?.text !== '0';
      return name === 'false' || within(shell.functions.get(name)?.commands.at(-1)?.command);
    }
    case 'AndOr':
      return within(node.commands.at(-1));
    case 'BraceGroup':
    case 'Subshell':
      return within(node.body.commands.at(-1)?.command);
    case 'Redirected':
      return within(node.command);
    default:
      return false;
  }
}

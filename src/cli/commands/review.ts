// `multistage --interactive`: shows one conversion after the other, and does with each what a key says. Plain lines on any terminal; a file
// is written at the moment at which it is accepted, or not at all.

import { dirname } from 'node:path';
import { contextFromFolder } from '../../context/folder.ts';
import type { Conversion } from '../../conversion.ts';
import type { Preference } from '../../images/need.ts';
import { doubtsOf } from '../../index.ts';
import { renderDiffForTerminal } from '../../report/diff.ts';
import type { Outcome } from '../../report/outcome.ts';
import { renderSummary } from '../../report/summary.ts';
import { escapeLine, type Palette } from '../../report/terminal.ts';
import { renderDiagnostics, renderText } from '../../report/text.ts';
import { isColoured, paletteFor } from '../colours.ts';
import { contextFailure, convertFile, imagesOf } from '../conversion.ts';
import { editText } from '../editor.ts';
import { findDockerfiles, type Target } from '../find.ts';
import { type Keys, withKeys } from '../keys.ts';
import { type Neighbours, neighboursOf } from '../neighbours.ts';
import { PREFERENCES } from '../options/conversion.ts';
import type { Options } from '../options/convert.ts';
import { counterOn } from '../progress.ts';
import { type SettingsOf, settingsFor } from '../settings.ts';
import { exitCodeOf } from '../signals.ts';
import { replaceFile } from '../write.ts';

type Converted = Conversion & { readonly kind: 'converted' };

/** What is shown, and what would be written. */
interface Proposal {
  readonly target: Target;
  readonly conversion: Converted;
  /** What was read. */
  readonly bytes: Uint8Array;
  /** What the conversion was made with. */
  readonly options: Options;
  /** The text as somebody edited it, with what the checker doubts of that. */
  readonly edited?: { readonly text: string; readonly doubts: readonly string[] };
}

interface Desk {
  readonly neighbours: Neighbours;
  /** The configurations, with what the options say before them. */
  settingsOf(options: Options): SettingsOf;
  readonly palette: Palette;
  print(text: string): void;
}

type Verdict = 'accepted' | 'skipped' | 'failed';

const HELP = `  a  accept: write this file now
  s  skip: leave it as it is
  e  edit the converted text, and see the new diff
  x  explain: the whole story of this file
  p  prefer another kind of base, and see the new diff
  r  accept this file and all the rest
  q  quit: leave this file and the rest as they are
`;

/** Exit code: 0 done, 2 something that the user has to mend, as shells count it when the process was asked to end. */
export async function reviewPaths(options: Options): Promise<number> {
  const palette = paletteFor(isColoured(process.stdout));
  const desk: Desk = {
    neighbours: neighboursOf(options),
    settingsOf: settingsFor,
    palette,
    print: (text) => {
      process.stdout.write(text);
    },
  };
  const broken = options.context === undefined ? undefined : contextFailure(options.context);
  const outcomes = broken === undefined ? await convertAll(options, desk) : [broken];
  const proposals = outcomes.filter((outcome) => 'target' in outcome);
  const kinds = outcomes.map((outcome) => ('target' in outcome ? outcome.conversion : outcome));
  for (const outcome of kinds) if (outcome.kind === 'failed') tell(outcome, desk);

  const verdicts: Verdict[] = [];
  const signal = proposals.length === 0 ? undefined : await withKeys((keys) => decide(proposals, verdicts, keys, desk));

  const count = (verdict: Verdict) => verdicts.filter((one) => one === verdict).length;
  const failed = count('failed');
  desk.print(
    `\n${count('accepted')} accepted, ${count('skipped')} skipped, ${proposals.length - verdicts.length} left${failed === 0 ? '' : `, ${failed} not written`}\n`,
  );
  desk.print(`${renderSummary(kinds)}\n`);
  if (kinds.some(({ kind }) => kind === 'refused')) desk.print('`multistage explain FILE` says why one is refused.\n');
  if (signal !== undefined) return exitCodeOf(signal);
  return failed > 0 || kinds.some(({ kind }) => kind === 'failed') ? 2 : 0;
}

async function convertAll(options: Options, desk: Desk): Promise<readonly (Proposal | Outcome)[]> {
  const targets = await findDockerfiles(options.paths);
  const counter = counterOn(process.stderr, targets.length);
  const outcomes: (Proposal | Outcome)[] = [];
  for (const target of targets) {
    outcomes.push(target.kind === 'target' ? await propose(target, options, desk) : target);
    counter.count(outcomes.length);
  }
  counter.clear();
  return outcomes;
}

async function propose(
  target: Target,
  options: Options,
  { neighbours, settingsOf }: Desk,
): Promise<Proposal | Outcome> {
  const { reading, outcome } = await convertFile(target, { ...options, write: true }, neighbours, settingsOf(options));
  if ('kind' in reading || outcome.kind !== 'converted') return outcome;
  return { target, conversion: outcome, bytes: reading.bytes, options };
}

/** Goes through the files until all are decided, or somebody quits. Answers with the signal that ended it, if one did. */
async function decide(proposals: readonly Proposal[], verdicts: Verdict[], keys: Keys, desk: Desk): Promise<unknown> {
  let areAll = false;
  for (const [index, proposal] of proposals.entries()) {
    if (areAll) {
      verdicts.push(await write(proposal, desk));
      // Lets a key in: Ctrl-C ends it here as well.
      await new Promise((resolve) => setImmediate(resolve));
    } else {
      desk.print(`\n${desk.palette.bold(`${index + 1} of ${proposals.length}`)}\n`);
      const answer = await ask(proposal, keys, desk);
      if (answer === 'quit') break;
      areAll = answer.areAll;
      verdicts.push(answer.verdict);
    }
    if (keys.signal.aborted) break;
  }
  return keys.signal.reason;
}

/** One file, until it is decided. */
async function ask(
  first: Proposal,
  keys: Keys,
  desk: Desk,
): Promise<'quit' | { readonly verdict: Verdict; readonly areAll: boolean }> {
  const { print, palette, neighbours, settingsOf } = desk;
  let proposal = first;
  show(proposal, desk);
  for (;;) {
    print(palette.bold('Write this file [a,s,e,x,p,r,q,?]? '));
    const key = await keys.next();
    print(key.length === 1 ? `${key}\n` : '\n');
    switch (key) {
      case 'a':
      case 'r':
        return { verdict: await write(proposal, desk), areAll: key === 'r' };
      case 's':
        return { verdict: 'skipped', areAll: false };
      case 'e':
        proposal = await edit(proposal, keys, desk);
        break;
      case 'x': {
        const told = { ...proposal.options, explain: true, write: true };
        const { outcome } = await convertFile(proposal.target, told, neighbours, settingsOf(proposal.options));
        print(renderText([outcome], { palette, explain: true }));
        break;
      }
      case 'p':
        proposal = await prefer(proposal, keys, desk);
        break;
      case 'q':
      case 'end':
        return 'quit';
      default:
        if (keys.signal.aborted) return 'quit';
        if (key !== '') print(HELP);
    }
  }
}

function show({ conversion, target, edited }: Proposal, { neighbours, palette, print }: Desk): void {
  const shown = neighbours.shown(conversion, target.file);
  const beside = edited === undefined ? (shown.neighbours ?? []) : [];
  const changes = beside.map(({ file, output }) => ({ path: file.path, input: file.text, output }));
  print(renderDiffForTerminal([{ ...shown, output: edited?.text ?? shown.output }, ...changes], palette));
  if (edited === undefined) {
    print(renderText([shown], { palette, explain: false }));
    return;
  }
  for (const doubt of edited.doubts) print(`${palette.yellow('not proven')}: ${escapeLine(doubt)}\n`);
  print(
    edited.doubts.length === 0 ? 'The edited text is proven as well.\n' : 'Whether to accept it is yours to judge.\n',
  );
  if (shown.neighbours !== undefined) print('The files around it stay as they are.\n');
}

async function write({ target, conversion, bytes, options, edited }: Proposal, desk: Desk): Promise<Verdict> {
  const { neighbours, palette, print } = desk;
  const { file, path } = target;
  const { backup } = options;
  const failure = replaceFile({ file, path, before: bytes, after: edited?.text ?? conversion.output, backup });
  if (failure !== undefined) {
    tell(failure, desk);
    return 'failed';
  }
  print(`${palette.green('written')} ${escapeLine(path)}\n`);
  if (edited === undefined) neighbours.take(conversion, file);
  const failures = await neighbours.write(backup);
  for (const one of failures) tell(one, desk);
  return failures.length === 0 ? 'accepted' : 'failed';
}

async function edit(proposal: Proposal, keys: Keys, desk: Desk): Promise<Proposal> {
  const { print, neighbours } = desk;
  const { target, conversion, options, edited } = proposal;
  const before = edited?.text ?? conversion.output;
  const answer = await keys.lend(() => editText(before, keys.signal));
  if (typeof answer === 'string') {
    print(`Nothing is changed: ${escapeLine(answer)}.\n`);
    return proposal;
  }
  const { text } = answer;
  if (text === before) {
    print('Nothing is changed.\n');
    return proposal;
  }
  const folder = options.context ?? neighbours.contextOf(target.file) ?? dirname(target.file);
  const held = await desk.settingsOf(options)(target.file);
  const known = {
    context: contextFromFolder(folder, { dockerfile: target.file }),
    ...('kind' in held ? {} : imagesOf(held.settings)),
  };
  // What is doubted of the conversion itself was proven with more knowledge of it.
  const [proven, found] = [conversion.output, text].map((after) => doubtsOf(conversion.input, after, known));
  const doubts = (found ?? []).filter((doubt) => proven?.includes(doubt) !== true);
  const { edited: _, ...converted } = proposal;
  const next = text === conversion.output ? converted : { ...proposal, edited: { text, doubts } };
  show(next, desk);
  return next;
}

async function prefer(proposal: Proposal, keys: Keys, desk: Desk): Promise<Proposal> {
  const { print, palette } = desk;
  const { target, options, conversion } = proposal;
  const held = await desk.settingsOf(options)(target.file);
  const now = 'kind' in held ? options.prefer : held.settings.prefer;
  print(`Prefer ${PREFERENCES.map((one, index) => `${index + 1} ${one}`).join(', ')} (now ${now})? `);
  const key = await keys.next();
  const chosen: Preference | undefined = PREFERENCES[Number(key) - 1];
  print(chosen === undefined ? '\n' : `${key}\n`);
  if (chosen === undefined) return proposal;
  const next = await propose(target, { ...options, prefer: chosen }, desk);
  if (!('target' in next)) {
    print(renderText([next], { palette, explain: false }));
    print('So it stays with what was shown before.\n');
    return proposal;
  }
  if (next.conversion.output === conversion.output && proposal.edited === undefined) print('It comes out the same.\n');
  else show(next, desk);
  return next;
}

function tell(outcome: Outcome, { palette, print }: Desk): void {
  print(renderDiagnostics([outcome], ['refusal'], palette));
}

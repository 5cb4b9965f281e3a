// Which paths of the build stage the runtime stage gets: artifacts, and what the author put into the image, without build residue.

import { type Diagnostic, diagnose, FolderNotSeen, ImageStateChanged, ScriptNotSeen } from '../diagnostics.ts';
import type { Artifact, Toolchain } from '../toolchain.ts';
import { matchName } from '../trace/copy.ts';
import type { Entry } from '../trace/effect.ts';
import { ancestorsOf, baseName, isInside, parentOf, resolvePath } from '../trace/path.ts';
import { hasGlob } from '../trace/programs/places.ts';
import { isUnseenScript, type Starts } from '../trace/starts.ts';
import { type StageTrace, stepAt } from '../trace/trace.ts';
import { canRepeat } from './again.ts';
import { mentions } from './mentions.ts';
import { isResidueName, residueFolders, systemFolders } from './residue.ts';

export interface CopyItem {
  readonly path: string;
  readonly owner: string | undefined;
  readonly because: string;
  /** A whole folder whose use was not proven file by file. */
  readonly broad: boolean;
  /** The home of an account: not needed where the account is made again. */
  readonly home: boolean;
  /** Set by chmod on a folder: COPY gives the folder that it makes the usual mode. */
  readonly mode: string | undefined;
  /** Instruction that made it last. */
  readonly instruction: number;
  /** Set when it comes from the build context again, by these COPY instructions: in the build stage the folder holds heavy residue as well. */
  readonly context?: readonly number[];
}

export interface Application {
  readonly items: readonly CopyItem[];
  readonly artifacts: readonly { readonly path: string; readonly artifact: Artifact }[];
  /** True when the sources of every artifact were read, and name every file that is opened. */
  readonly proven: boolean;
  /** True when the sources of every artifact were read. */
  readonly seen: boolean;
  /** True when no artifact touches a file, so that the working directory does not matter. */
  readonly filesTouched: boolean;
  readonly problems: readonly Diagnostic[];
}

export function findApplication(trace: StageTrace, toolchains: readonly Toolchain[], starts: Starts): Application {
  const { files, config } = trace;
  const workdir = config.workdir.value;
  const problems: Diagnostic[] = [];
  const items: CopyItem[] = [];
  const artifacts: { path: string; artifact: Artifact }[] = [];
  const covered = new Map<string, string | undefined>();
  const launched = starts.commands.flatMap((start) => start.launches ?? []);
  const outputs = new Map(
    [...launched, ...starts.references, workdir].flatMap((path) => {
      const entry = files.outputOf(path);
      return entry === undefined ? [] : [[entry.path, entry] as const];
    }),
  );
  const written = [...files.written().filter((entry) => !outputs.has(entry.path)), ...outputs.values()].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
  const started = new Set(starts.commands.flatMap((start) => (start.path === undefined ? [] : [start.path])));
  const references = starts.references.filter((path) => !hasGlob(path));
  const namedPaths = new Set([...started, ...starts.scripts, ...references, ...launched]);
  // Where a program works in a folder that was built, that folder is what it was built for.
  if (written.some((entry) => isOutput(entry) && entry.path !== workdir && isInside(workdir, entry.path)))
    namedPaths.add(workdir);
  const referenced = (path: string) => namedPaths.has(path);
  const patterns = toolchains.flatMap((toolchain) => toolchain.sources);
  const isSourceName = (name: string) =>
    patterns.some((pattern) => pattern === name || (pattern.includes('*') && matchName(pattern, name)));
  const sourceFolders = new Map<string, boolean>();
  /** A folder that belongs to the toolchain, such as one of dependencies: it stands beside sources, not just anywhere. */
  const isSourceFolder = (folder: string): boolean => {
    const own = baseName(folder);
    if (!patterns.includes(own) && !(seen && patterns.includes(`${own}/`))) return false;
    let known = sourceFolders.get(folder);
    if (known === undefined) {
      known = files.list(parentOf(folder)).some((entry) => entry.node === 'file' && isSourceName(baseName(entry.path)));
      sourceFolders.set(folder, known);
    }
    return known;
  };
  const isSource = (path: string) =>
    isSourceFolder(path) ||
    ancestorsOf(path).some((folder) => isSourceFolder(folder)) ||
    (isSourceName(baseName(path)) && files.find(path)?.node !== 'folder');
  const toolFolders = toolchains.flatMap((toolchain) => toolchain.folders);
  const skipped = [...residueFolders, ...trace.residue, ...toolFolders];
  const toolNames = new Set(toolchains.flatMap((toolchain) => Object.keys(toolchain.programs)));

  const all = written.flatMap((entry) =>
    entry.origin.kind === 'artifact' ? [{ entry, artifact: entry.origin.artifact }] : [],
  );
  const scriptUnseen = starts.unread !== undefined || starts.commands.some((start) => isUnseenScript(start));
  const globs = starts.references.filter((path) => hasGlob(path));
  const literals = new Set(all.flatMap(({ artifact }) => (artifact.tool ? [] : (artifact.reads?.paths ?? []))));
  const isHeavy = (path: string) => outputs.has(path) || trace.residue.some((folder) => isInside(path, folder));
  /** The container starts a copy of it by the same name, and nobody names this one. */
  const isCopiedAway = ({ path }: Entry, artifact: Artifact) =>
    !isInside(path, workdir) &&
    all.some(
      (other) =>
        other.artifact === artifact &&
        other.entry.path !== path &&
        baseName(other.entry.path) === baseName(path) &&
        started.has(other.entry.path),
    );
  const wanted = all.filter(
    ({ entry, artifact }) =>
      (entry.certain &&
        !(entry.node === 'file' && isCopiedAway(entry, artifact)) &&
        !artifact.tool &&
        (entry.node === 'file' || entry.open) &&
        !isHeavy(entry.path)) ||
      [...namedPaths, ...starts.references].some((path) => isInside(path, entry.path)) ||
      globs.some((glob) => matchesGlob(glob, entry.path)) ||
      scriptUnseen ||
      literals.has(baseName(entry.path)),
  );
  const isWanted = new Set(wanted.map(({ entry }) => entry));
  for (const { entry, artifact } of wanted) artifacts.push({ path: entry.path, artifact });
  const readings = wanted.map(({ artifact }) => artifact.reads);
  const proven =
    readings.length > 0 &&
    readings.every((reads) => reads?.complete === true) &&
    starts.scripts.length === 0 &&
    starts.commands.some((start) => start.entry?.origin.kind === 'artifact');
  const filesTouched = readings.length === 0 || readings.some((reads) => reads?.files !== false);
  const seen = readings.length > 0 && readings.every((reads) => reads !== undefined);
  const toolVariables = new Set(toolchains.flatMap((toolchain) => toolchain.variables));
  const {
    names: mentioned,
    exactly: namedExactly,
    within: namedWithin,
  } = mentions(
    trace,
    [
      ...readings.flatMap((reads) => (reads?.files === true ? reads.paths : [])),
      ...commandWords(starts),
      ...[...config.environment].flatMap(([name, one]) => (toolVariables.has(name) ? [] : [one.value])),
    ],
    wanted.map(({ entry }) => parentOf(entry.path)),
  );

  /** A folder that was built as a whole brings it. */
  const isInsideWhole = (path: string) =>
    wanted.some(({ entry, artifact }) => artifact.whole === true && isInside(path, entry.path));
  const movedFrom = wanted.map(({ artifact }) => artifact.sourceFolder);
  // Who works in a folder that was built as a whole, or among residue, looks for files there, and not beside it.
  const cwds = [workdir, ...starts.commands.map((start) => start.cwd)].filter(
    (cwd) => !isHeavy(cwd) && !isInsideWhole(cwd),
  );
  /** Beside the sources of what was made to be moved away from them. */
  const isLeftWithSources = (path: string) =>
    movedFrom.length > 0 &&
    !scriptUnseen &&
    movedFrom.every((folder) => folder !== undefined) &&
    movedFrom.some(
      (folder) =>
        folder !== undefined &&
        folder !== '/' &&
        isInside(path, folder) &&
        !cwds.some((cwd) => isInside(cwd, folder)) &&
        ![...namedPaths].some((named) => (isInside(named, path) && !isInsideWhole(named)) || isInside(path, named)),
    ) &&
    !namedExactly(path);

  const repeated = new Map<string, readonly number[]>();
  /** A COPY that is repeated brings it as it is. */
  const comesAgain = (entry: Entry) =>
    entry.origin.kind === 'context' &&
    entry.mode === undefined &&
    ancestorsOf(entry.path).some(
      (folder) => repeated.get(folder)?.includes(entry.instruction) === true || bringsToo(folder, entry),
    );
  /** An earlier COPY of the same file, as of a manifest alone, is no other file. */
  const bringsToo = (folder: string, { path, origin, owner: own }: Entry) =>
    (files.node(folder)?.trees ?? []).some(
      (tree) =>
        repeated.get(folder)?.includes(tree.instruction) === true &&
        tree.owner === own &&
        origin.kind === 'context' &&
        resolvePath(`/${tree.contextPath}`, path.slice(folder.length + 1)) === resolvePath('/', origin.path),
    );
  const isCovered = (path: string) =>
    ancestorsOf(path).find((folder) => covered.has(folder)) ?? (covered.has(path) ? path : undefined);
  const add = (
    path: string,
    owner: string | undefined,
    because: string,
    instruction: number,
    broad = false,
    home = false,
  ) => {
    const above = isCovered(path);
    if (above !== undefined && covered.get(above) === owner) return;
    // What lies in a home is copied on its own as well, as the home may be made again instead of copied.
    if (!home) covered.set(path, owner);
    const entry = files.find(path);
    const mode = entry?.node === 'folder' ? entry.mode : undefined;
    items.push({ path, owner, because, broad, home, mode, instruction });
  };
  const baseAccounts = trace.image?.accounts ?? [];
  const owner = (entry: Entry) => {
    if (entry.owner === undefined || /^(?:root|0)(?::(?:root|0))?$/.test(entry.owner)) return undefined;
    // Its group has the same name and the same number.
    return baseAccounts.includes(entry.owner) ? `${entry.owner}:${entry.owner}` : entry.owner;
  };

  /** Archives that the build itself unpacks. */
  const unpacked = new Set(
    trace.steps.flatMap((step) =>
      step.calls.flatMap((call) =>
        /^(?:tar|bsdtar|unzip|gunzip|bunzip2|unxz)$/.test(call.program)
          ? call.words.slice(1).map((word) => resolvePath(call.cwd, word))
          : [],
      ),
    ),
  );
  for (const glob of globs) addGlob(glob);
  for (const path of launched) addLaunched(path);
  for (const entry of written) {
    const { path, origin } = entry;
    const named =
      referenced(path) ||
      globs.some((glob) => matchesGlob(glob, path)) ||
      (scriptUnseen && origin.kind === 'artifact' && entry.node === 'file' && entry.certain && isHeavy(path));
    if (comesAgain(entry)) continue;
    if (
      origin.kind === 'artifact' &&
      entry.node === 'folder' &&
      (isHeavy(path) || toolFolders.some((folder) => isInside(path, folder)))
    ) {
      addNamed(entry);
      continue;
    }
    if (origin.kind === 'artifact' && entry.node === 'folder' && isPartOfSystem(path, origin.artifact)) {
      problems.push(diagnose(FolderNotSeen, spanOf(entry.instruction), path));
      continue;
    }
    if (skipped.some((folder) => isInside(path, folder)) && !named && !isPlaced(entry) && !namedExactly(path)) continue;
    if (origin.kind === 'artifact' && entry.node === 'file') {
      if (!isWanted.has(entry) || globs.some((glob) => matchesGlob(glob, path))) continue;
      // Whether it is there is not certain, but its folder is.
      if (!entry.certain && !namedPaths.has(path) && !systemFolders.has(parentOf(path)))
        add(
          parentOf(path),
          owner(entry),
          'a script that was not seen may start what is in it',
          entry.instruction,
          true,
        );
      else add(path, owner(entry), `${origin.artifact.toolchain} builds it`, entry.instruction);
    } else if (origin.kind === 'artifact' && !entry.certain && !named && !isNamedInside(path)) {
      if (scriptUnseen) problems.push(diagnose(FolderNotSeen, spanOf(entry.instruction), path));
    } else if (origin.kind !== 'artifact' && isLeftWithSources(path)) {
      // The artifacts were made to do without it.
    } else if (entry.node === 'link') {
      addLink(entry);
    } else if (entry.node === 'folder') {
      addFolder(entry);
    } else addFile(entry, named);
  }
  for (const glob of globs) addAbove(glob);
  // A script that nobody can read finds what was built, or has the toolchain build it again.
  const reader = starts.commands.find((start) => isUnseenScript(start));
  const isNamed = (path: string) => [...namedPaths, ...globs].some((one) => isInside(one, path));
  if (
    reader !== undefined &&
    artifacts.length > 0 &&
    artifacts.every((one) => isHeavy(one.path) && (one.artifact.tool || !isNamed(one.path)))
  )
    problems.push(diagnose(ScriptNotSeen, spanOf(reader.instruction ?? -1), reader.word));
  // What is started may well find it, by a way that nobody sees.
  const first = starts.commands[0];
  if (artifacts.length === 0 && first !== undefined && all.some(({ artifact }) => !artifact.tool)) {
    if (launched.length === 0) problems.push(diagnose(ScriptNotSeen, spanOf(first.instruction ?? -1), first.word));
    // What is launched was built to another place than the usual one, and needs the same.
    else for (const { entry, artifact } of all) if (!artifact.tool) artifacts.push({ path: entry.path, artifact });
  }
  const copied = items.filter((item) => item.context === undefined);
  for (const one of all)
    if (!isWanted.has(one.entry) && copied.some((item) => isInside(one.entry.path, item.path)))
      artifacts.push({ path: one.entry.path, artifact: one.artifact });
  return {
    items: inOrder(
      collapse(withoutRepeats(items.filter((item) => !hasGlob(item.path) || isCovered(item.path) === undefined))),
    ),
    artifacts,
    proven,
    seen,
    filesTouched,
    problems,
  };

  /** A folder that is copied later than what lies in it brings that along. */
  function withoutRepeats(found: readonly CopyItem[]): readonly CopyItem[] {
    return found.filter(
      (item) =>
        item.home ||
        item.mode !== undefined ||
        item.context !== undefined ||
        hasGlob(item.path) ||
        !found.some(
          (other) =>
            other.path !== item.path &&
            !other.home &&
            other.context === undefined &&
            other.owner === item.owner &&
            !hasGlob(other.path) &&
            isInside(item.path, other.path),
        ),
    );
  }

  /** A folder that the author made, all of whose content is copied, is copied as one. */
  function collapse(found: readonly CopyItem[]): CopyItem[] {
    let kept = [...found];
    for (const entry of written.filter(
      (one) =>
        one.node === 'folder' &&
        one.origin.kind === 'command' &&
        one.origin.program === 'mkdir' &&
        !one.open &&
        !systemFolders.has(one.path),
    )) {
      const children = files.list(entry.path);
      const inside = kept.filter((item) => parentOf(item.path) === entry.path && item.owner === owner(entry));
      if (
        children.length < 2 ||
        inside.length !== children.length ||
        inside.every(isArtifact) ||
        (files.node(entry.path)?.trees.length ?? 0) > 0
      )
        continue;
      kept = [
        ...kept.filter((item) => !inside.includes(item)),
        {
          path: entry.path,
          owner: owner(entry),
          because: 'the author makes this folder',
          broad: false,
          home: false,
          mode: entry.mode,
          instruction: Math.max(...inside.map((item) => item.instruction)),
        },
      ];
    }
    return kept;
  }

  /** A folder comes before what is copied into it, as COPY gives an owner only to folders that it makes; artifacts come before the rest. */
  function inOrder(found: readonly CopyItem[]): CopyItem[] {
    const byPath = new Map(found.map((item) => [item.path, item]));
    const parents = new Set(
      found.flatMap((item) => ancestorsOf(item.path).flatMap((folder) => byPath.get(folder) ?? [])),
    );
    const rank = (item: CopyItem) => (parents.has(item) ? 0 : isArtifact(item) ? 1 : 2);
    return [...found].sort((one, other) => rank(one) - rank(other) || (one.path < other.path ? -1 : 1));
  }

  function isArtifact(item: CopyItem): boolean {
    return files.find(item.path)?.origin.kind === 'artifact' && !item.broad;
  }

  /** What the command line matches by a pattern is copied by that very pattern: whatever it is when the image is built, the command sees the same. */
  function addGlob(glob: string): void {
    const folder = parentOf(glob);
    if (hasGlob(folder)) {
      const fixed = folder.slice(0, folder.lastIndexOf('/', folder.search(/[*?[]/)));
      const above = ancestorsOf(glob).find((path) => files.node(path)?.entry?.origin.kind === 'artifact');
      if (above !== undefined && isInside(fixed, above))
        add(fixed, undefined, 'the command line looks in it', files.find(above)?.instruction ?? 0, true);
      return;
    }
    const within = files.find(folder);
    const made = files.list(folder).find((entry) => entry.origin.kind === 'artifact' && matchesGlob(glob, entry.path));
    const open = within?.origin.kind === 'artifact' && (within.open || !within.certain);
    if (made === undefined && !open) return;
    if (within?.origin.kind === 'artifact' && within.origin.artifact.whole === true) return;
    items.push({
      path: glob,
      owner: within === undefined ? undefined : owner(within),
      because: 'the command line names it by this pattern',
      broad: false,
      home: false,
      mode: undefined,
      instruction: made?.instruction ?? within?.instruction ?? 0,
    });
  }

  /** A pattern over folders is met by the folder that holds them all. */
  function addAbove(glob: string): void {
    if (!hasGlob(parentOf(glob))) return;
    const above = ancestorsOf(glob).filter((folder) => !hasGlob(folder));
    const path = above.reduce((longest, folder) => (folder.length > longest.length ? folder : longest), '/');
    const entry = files.find(path);
    if (entry === undefined || isCovered(path) !== undefined || repeated.has(path)) return;
    if (systemFolders.has(path)) problems.push(diagnose(FolderNotSeen, spanOf(entry.instruction), path));
    else add(path, owner(entry), 'the command line names what is in it by a pattern', entry.instruction, true);
  }

  /** A file that an interpreter runs is there, or the image does not work today. Where only the build can have put it, so can it have put more beside it. */
  function addLaunched(path: string): void {
    const entry = files.find(path);
    if (entry?.origin.kind !== 'context' || entry.certain || files.node(path)?.entry !== undefined) return;
    const folder = parentOf(path);
    if (systemFolders.has(folder)) add(path, owner(entry), 'the command line names it', entry.instruction);
    else add(folder, owner(entry), 'the command line names a file in it', entry.instruction, true);
  }

  function isOutput(entry: Entry): boolean {
    return entry.origin.kind === 'artifact' && entry.node === 'folder' && entry.open;
  }

  /** Of a folder that holds more than its artifacts, the paths that the container names; they are there, or the image does not work today. */
  function addNamed(entry: Entry): void {
    const { path } = entry;
    const { origin } = entry;
    if (origin.kind !== 'artifact') return;
    const nearest = (one: string) =>
      written.findLast((other) => isOutput(other) && isInside(one, other.path))?.path === path;
    const inside = [...namedPaths].filter((one) => one !== path && isInside(one, path) && nearest(one)).sort();
    if (
      origin.artifact.whole === true &&
      (inside.length > 0 || globs.some((one) => isInside(one, path) && nearest(one)))
    ) {
      add(path, owner(entry), `${origin.artifact.toolchain} builds it`, entry.instruction, true);
      return;
    }
    if (namedPaths.has(path)) add(path, owner(entry), 'the command line names it', entry.instruction, true);
    for (const one of inside) {
      if (hasGlob(one)) {
        addGlob(one);
        continue;
      }
      const own = files.node(one)?.entry;
      if (own === undefined) add(one, owner(entry), `${origin.artifact.toolchain} builds it`, entry.instruction);
    }
  }

  /** The container names it, or something in it. */
  function isNamedInside(path: string): boolean {
    return [...namedPaths, ...starts.references].some((one) => isInside(one, path));
  }

  /** A folder of the base image that holds more than what was built into it, in which nobody can tell it apart; a distribution's own image has nothing below these. */
  function isPartOfSystem(path: string, artifact: Artifact): boolean {
    return artifact.whole === true && systemFolders.has(path) && !isEmptyInBase(path);
  }

  function isEmptyInBase(path: string): boolean {
    return (
      (trace.image?.toolchains.length === 0 || trace.image?.emptyLocal === true) && /^\/usr\/local(?:\/|$)/.test(path)
    );
  }

  /** The folder as the build context has it, when the COPY instructions that bring it can be repeated word for word. */
  function addFromContext(path: string, entry: Entry, because: string): boolean {
    if (!trace.residue.some((folder) => folder !== path && isInside(folder, path))) return false;
    const node = files.node(path);
    const trees = node?.trees ?? [];
    const instructions = [...new Set(trees.map((tree) => tree.instruction))];
    const owners = new Set(trees.map((tree) => tree.owner));
    if (instructions.length === 0 || owners.size > 1 || hasRemoved(path)) return false;
    if (!instructions.every((index) => canRepeat(trace, index, path))) return false;
    repeated.set(path, instructions);
    items.push({
      path,
      owner: owner(entry),
      because,
      broad: true,
      home: false,
      mode: undefined,
      instruction: Math.max(...instructions),
      context: instructions,
    });
    return true;
  }

  /** Something that the build context brings was removed afterwards. */
  function hasRemoved(path: string): boolean {
    const waiting = [path];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const node = files.node(at);
      if (node?.removed === true && !isHeavy(at) && (node.broughtThen === true || files.isBrought(at))) return true;
      for (const name of node?.children.keys() ?? []) waiting.push(`${at === '/' ? '' : at}/${name}`);
    }
    return false;
  }

  /** The author puts it there on purpose, which tools that leave their residue there do not. */
  function isPlaced(entry: Entry): boolean {
    const keyword = stepAt(trace, entry.instruction)?.instruction.keyword;
    return (
      (keyword === 'COPY' || keyword === 'ADD') &&
      !isInside(entry.path, '/tmp') &&
      !toolFolders.some((folder) => isInside(entry.path, folder)) &&
      !isInside(entry.path, '/usr/local/share/ca-certificates')
    );
  }

  function addLink(entry: Entry): void {
    if (isCovered(entry.path) !== undefined) return;
    // Another name for a program of the toolchain.
    if (toolNames.has(baseName(entry.path)) && !started.has(entry.path)) return;
    const target = resolvePath(parentOf(entry.path), entry.target ?? '');
    const found = files.find(target);
    if (isSource(entry.path) || (toolFolders.some((folder) => isInside(target, folder)) && !referenced(entry.path)))
      return;
    if (found?.node === 'file' || /^\/usr\/share\/zoneinfo\//.test(target)) {
      if (found !== undefined && !found.certain && found.origin.kind === 'artifact' && found.origin.artifact.tool)
        return;
      add(entry.path, undefined, 'a link that the author made', entry.instruction);
    } else
      problems.push(
        diagnose(ImageStateChanged, spanOf(entry.instruction), `ln -s ${entry.target ?? ''} ${entry.path}`),
      );
  }

  function addFile(entry: Entry, named: boolean): void {
    const { path, origin } = entry;
    const name = baseName(path);
    // Something that was not seen was copied over it, so that it is a folder.
    if (systemFolders.has(path)) {
      problems.push(diagnose(FolderNotSeen, spanOf(entry.instruction), path));
      return;
    }
    if (isCovered(path) !== undefined && owner(entry) === covered.get(isCovered(path) ?? '')) return;
    if (!named && !namedExactly(path) && (isSource(path) || isResidueName(name))) return;
    const usedByBuild = toolNames.has(name) && !started.has(path);
    if (usedByBuild || (!named && origin.kind === 'remote' && unpacked.has(path))) return;
    if (!entry.certain && /[*?[]/.test(name)) {
      const folder = parentOf(path);
      if (systemFolders.has(folder)) problems.push(diagnose(FolderNotSeen, spanOf(entry.instruction), folder));
      else add(folder, owner(entry), `the files \`${name}\` are copied into it`, entry.instruction, true);
      return;
    }
    add(
      path,
      owner(entry),
      origin.kind === 'context' ? 'the author copies it into the image' : 'an instruction of the author makes it',
      entry.instruction,
    );
  }

  function addFolder(entry: Entry): void {
    const { path, origin } = entry;
    const node = files.node(path);
    const trees = (node?.trees.length ?? 0) > 0;
    // The home of an account of the base image is there, and other things may be in it.
    if (!trees && !entry.open && baseAccounts.some((name) => path === `/home/${name}`)) return;
    if (isSource(path) && isCovered(path) === undefined)
      for (const one of [...namedPaths, ...namedWithin(path)].filter((named) => isInside(named, path))) {
        const named = files.find(one);
        if (named !== undefined && named.origin.kind !== 'artifact')
          add(
            one,
            owner(named),
            'the sources or the command line name it',
            Math.max(named.instruction, entry.instruction),
          );
      }
    if (isSource(path) || isCovered(path) !== undefined) {
      if (isCovered(path) !== undefined && owner(entry) !== covered.get(isCovered(path) ?? '') && !isSource(path))
        add(path, owner(entry), 'its owner differs', entry.instruction, true);
      return;
    }
    const built = origin.kind === 'artifact' && entry.open;
    if (origin.kind === 'artifact' && origin.artifact.whole === true && !trees) {
      if (isWanted.has(entry)) add(path, owner(entry), `${origin.artifact.toolchain} builds it`, entry.instruction);
      return;
    }
    // A folder that `mkdir -p` makes is open only because the context might have brought it as well.
    if (
      !trees &&
      (!entry.open ||
        (seen &&
          madeByRun(entry) &&
          (origin.kind === 'context' || (origin.kind === 'command' && origin.program === 'mkdir'))))
    ) {
      if (origin.kind === 'command' && origin.program === 'WORKDIR' && owner(entry) === undefined) return;
      const empty = files.list(path).length === 0;
      const home = trace.accounts.some((account) => account.home === path && account.instruction === entry.instruction);
      if (home) add(path, owner(entry), 'it is the home of an account', entry.instruction, false, true);
      else if (owner(entry) !== undefined && !systemFolders.has(path))
        add(path, owner(entry), 'it belongs to the account that the container runs as', entry.instruction, !empty);
      else if (empty && !systemFolders.has(path) && path !== workdir)
        add(path, undefined, 'the author makes this folder', entry.instruction);
      return;
    }
    if (systemFolders.has(path)) {
      addInto(path, entry, built);
      return;
    }
    if (built && !trees) {
      if (!isWanted.has(entry)) return;
      add(path, owner(entry), 'the names of the artifacts in it are not certain', entry.instruction, true);
      return;
    }
    // Pruning is for the folder that holds the sources; what is copied beside it is meant for the program.
    const whole = seen && trees && !holdsSources(path);
    if (referenced(path) || (whole && !entry.open)) {
      if (trees && addFromContext(path, entry, 'the sources or the command line name it')) return;
      add(path, owner(entry), 'the sources or the command line name it', entry.instruction, !seen);
      return;
    }
    if (trees && !entry.open && owner(entry) === undefined) {
      if (seen && onlySources(path, 0)) return;
      if (seen && owner(entry) === undefined && selectFrom(path, entry)) return;
    } else if (trees && seen && !built && owner(entry) === undefined && selectFrom(path, entry)) return;
    const because = proven ? 'what is in it cannot be seen' : 'what is read from it at run time is not known';
    if (trees && addFromContext(path, entry, because)) return;
    add(path, owner(entry), because, entry.instruction, true);
  }

  /** All of the build context goes there and is built there, and what can be seen of it holds no source: more is there than can be seen. */
  function isNotTheContext(folder: string): boolean {
    if (seen || files.node(folder)?.trees.every(({ contextPath }) => contextPath !== '') !== false) return false;
    return files
      .list(folder)
      .filter(({ origin }) => origin.kind === 'context')
      .every(({ path, node }) => (node === 'folder' ? !holdsSources(path) : !isSource(path)));
  }

  /** Copies what is known to have gone into a folder of the base image, name by name. */
  function addInto(folder: string, entry: Entry, built: boolean): void {
    if (built) {
      for (const path of started)
        if (parentOf(path) === folder) add(path, owner(entry), 'the container starts it', entry.instruction);
      return;
    }
    const children = files.list(folder);
    if (entry.open || children.length === 0 || isNotTheContext(folder)) {
      problems.push(diagnose(FolderNotSeen, spanOf(entry.instruction), folder));
      return;
    }
    for (const child of children) {
      if (child.origin.kind === 'artifact' || isSource(child.path) || isResidueName(baseName(child.path))) continue;
      if (systemFolders.has(child.path)) addInto(child.path, child, false);
      else add(child.path, owner(child), 'the author copies it into the image', child.instruction);
    }
  }

  /** Adds what the sources name below a visible folder. False when that cannot be told apart, so that all of it is needed. */
  function selectFrom(root: string, entry: Entry): boolean {
    const chosen: Entry[] = [];
    const waiting = [root];
    let visited = 0;
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
      for (const child of files.list(folder)) {
        if (++visited > 5000) return false;
        const name = baseName(child.path);
        if (child.origin.kind === 'artifact') continue;
        // A tool's own notes on its build, which lie among its residue.
        if (isHeavy(child.path) && child.origin.kind === 'command' && !referenced(child.path)) continue;
        if ((isSource(child.path) || isResidueName(name)) && !namedExactly(child.path) && !referenced(child.path)) {
          if (child.node === 'folder' && isNamedWithin(child.path)) waiting.push(child.path);
          continue;
        }
        if (
          child.origin.kind !== 'context' &&
          child.node === 'folder' &&
          files.list(child.path).length === 0 &&
          !child.open
        )
          continue;
        // It is only there because something was written below it.
        if (child.instruction < 0) waiting.push(child.path);
        else if (mentioned(child.path, child.node) || referenced(child.path)) chosen.push(child);
        else if (child.node === 'folder' && (proven || holdsSources(child.path))) waiting.push(child.path);
        else if (!proven) chosen.push(child);
      }
    }
    // So many lines are read by nobody: the folder as a whole is one.
    if (chosen.length > 10) return false;
    for (const child of chosen)
      add(
        child.path,
        owner(child),
        'the sources or the command line name it',
        Math.max(child.instruction, entry.instruction),
      );
    return true;
  }

  function isNamedWithin(folder: string): boolean {
    return namedWithin(folder).length > 0 || [...namedPaths].some((path) => isInside(path, folder));
  }

  function holdsSources(root: string): boolean {
    const waiting = [root];
    for (let visited = 0; visited < 2000; visited++) {
      const folder = waiting.pop();
      if (folder === undefined) return false;
      for (const child of files.list(folder)) {
        if (isSource(child.path)) return true;
        if (child.node === 'folder') waiting.push(child.path);
      }
    }
    return true;
  }

  function onlySources(folder: string, depth: number): boolean {
    const children = files.list(folder);
    if (depth > 20 || (depth === 0 && children.length === 0)) return false;
    return children.every(
      (child) =>
        ((isSource(child.path) || isResidueName(baseName(child.path))) &&
          !namedExactly(child.path) &&
          !isNamedWithin(child.path)) ||
        child.origin.kind === 'artifact' ||
        (child.node === 'folder' && !child.open && onlySources(child.path, depth + 1)),
    );
  }

  function madeByRun(entry: Entry): boolean {
    return stepAt(trace, entry.instruction)?.instruction.keyword === 'RUN';
  }

  function spanOf(instruction: number) {
    return stepAt(trace, instruction)?.instruction.span;
  }
}

function commandWords(starts: Starts): string[] {
  return starts.commands.flatMap(({ words }) =>
    words.slice(1).flatMap((word) => [word, word.slice(word.indexOf('=') + 1)]),
  );
}

function matchesGlob(glob: string, path: string): boolean {
  return parentOf(glob) === parentOf(path) && matchName(baseName(glob), baseName(path));
}

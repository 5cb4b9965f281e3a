// The JSON of a campaign, read in pieces: where its repositories stand in the bytes, and whether it is one. However it is laid out.

import type { RepositoryResult } from './campaign.ts';
import { CAMPAIGN_VERSION } from './campaign-json.ts';

/** Bytes of one repository; the end is exclusive. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

export interface Reader {
  /** The repositories that end in this piece. */
  push(bytes: Uint8Array): readonly Extent[];
  /** After the last piece: what is wrong, as a clause that follows the name of the file. Undefined for a whole report. */
  problem(): string | undefined;
}

const NO_REPORT = 'is not a JSON report of multistage migrate';

const [QUOTE, BACKSLASH, OPENED, CLOSED, LIST, LIST_END, COLON, COMMA] = [...'"\\{}[]:,'].map((character) =>
  character.charCodeAt(0),
);
const BLANKS = [0x20, 0x0a, 0x0d, 0x09];
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Keys and scalars of the report itself are short; those of something else may be anything. */
const LONGEST = 32;

/** Only ASCII has a meaning here, and in UTF-8 no byte of another character looks like it. */
export function campaignReader(): Reader {
  let at = 0;
  let depth = 0;
  let quoted = false;
  let escaped = false;
  let key = '';
  /** The text since the last mark at the outermost level. */
  let word = '';
  let version: string | undefined;
  let listed = false;
  let inList = false;
  let start = -1;
  let broken = false;
  let whole = false;

  const closeWord = (): void => {
    if (key === 'version') version = word;
    key = '';
    word = '';
  };
  const mark = (byte: number, extents: Extent[]): void => {
    if (byte === OPENED || byte === LIST) {
      if (depth === 0 && (byte !== OPENED || whole)) broken = true;
      if (depth === 1) {
        inList = byte === LIST && key === 'repositories';
        listed ||= inList;
      }
      if (inList && depth === 2) start = at;
      depth++;
    } else if (byte === CLOSED || byte === LIST_END) {
      depth--;
      if (inList && depth === 2) extents.push({ start, end: at + 1 });
      if (depth === 1) inList = false;
      if (depth === 0) {
        closeWord();
        whole = true;
      }
      if (depth < 0) broken = true;
    } else if (depth === 0) {
      if (!BLANKS.includes(byte) && !(at < 3 && byte === BYTE_ORDER_MARK[at])) broken = true;
    } else if (depth === 1) {
      if (byte === COLON) {
        key = word;
        word = '';
      } else if (byte === COMMA) closeWord();
      else if (!BLANKS.includes(byte)) word = (word + String.fromCharCode(byte)).slice(0, LONGEST);
    }
  };
  return {
    push(bytes) {
      const extents: Extent[] = [];
      for (const byte of bytes) {
        if (broken) break;
        if (quoted) {
          if (escaped) escaped = false;
          else if (byte === BACKSLASH) escaped = true;
          else if (byte === QUOTE) quoted = false;
          if (quoted && depth === 1 && word.length < LONGEST) word += String.fromCharCode(byte);
        } else if (byte === QUOTE && depth > 0) quoted = true;
        else mark(byte, extents);
        at++;
      }
      return extents;
    },
    problem() {
      if (broken || depth < 0 || (!whole && at === 0)) return NO_REPORT;
      if (whole && (version === undefined || !listed)) return NO_REPORT;
      if (version !== undefined && version !== String(CAMPAIGN_VERSION))
        return /^\d+$/.test(version)
          ? `is a report of version ${version}, and this multistage reads version ${CAMPAIGN_VERSION}`
          : NO_REPORT;
      if (!whole) return depth > 0 && (version !== undefined || listed) ? 'breaks off before its end' : NO_REPORT;
      return undefined;
    },
  };
}

/** One repository of the report; undefined for anything else. */
export function repositoryOf(json: string): RepositoryResult | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isRepository(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === 'string';
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNull = (value: unknown): value is null => value === null;
const isSize = (value: unknown): boolean => isNull(value) || typeof value === 'number';
const isPerhaps = (value: unknown): boolean => isNull(value) || isText(value);

function isOneOf(value: unknown, words: readonly string[]): boolean {
  return isText(value) && words.includes(value);
}

function isRepository(value: unknown): value is RepositoryResult {
  if (!isObject(value)) return false;
  const { repository, kind, reason, branch, base, commit, pushed, pullRequest, files } = value;
  return (
    isText(repository) &&
    isOneOf(kind, ['converted', 'nothing', 'skipped', 'failed']) &&
    (isNull(reason) || isReason(reason)) &&
    [branch, base, commit].every(isPerhaps) &&
    typeof pushed === 'boolean' &&
    (isNull(pullRequest) ||
      (isObject(pullRequest) && typeof pullRequest.number === 'number' && isText(pullRequest.url))) &&
    Array.isArray(files) &&
    files.every(isFile)
  );
}

function isReason(value: unknown): boolean {
  return isObject(value) && isText(value.name) && isText(value.message) && isPerhaps(value.hint);
}

function isFile(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { path, kind, toolchains, confidence, reasons, diff, before, after } = value;
  return (
    isText(path) &&
    isOneOf(kind, ['converted', 'refused', 'unchanged', 'failed']) &&
    Array.isArray(toolchains) &&
    toolchains.every(isText) &&
    (isNull(confidence) || isOneOf(confidence, ['low', 'medium', 'high'])) &&
    Array.isArray(reasons) &&
    reasons.every(isReason) &&
    isPerhaps(diff) &&
    isSize(before) &&
    isSize(after)
  );
}

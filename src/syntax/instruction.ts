// The shapes a Dockerfile is read into. Offsets are UTF-16 offsets in the text that was given, BOM included.

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The whole file. `problems` holds what BuildKit would refuse or what we cannot read; it is never an exception. */
export interface Dockerfile {
  readonly text: string;
  readonly bom: boolean;
  /** The most frequent line end of the file. */
  readonly newline: '\n' | '\r\n';
  readonly escape: '\\' | '`';
  /** `# syntax=`, `# escape=`, `# check=` at the top of the file. */
  readonly directives: readonly ParserDirective[];
  /** Comments outside of instructions, in order. Those inside a continuation belong to their instruction. */
  readonly comments: readonly Comment[];
  readonly instructions: readonly Instruction[];
  readonly problems: readonly SyntaxProblem[];
}

export interface ParserDirective {
  readonly name: string;
  readonly value: string;
  readonly span: Span;
}

export interface Comment {
  readonly text: string;
  readonly span: Span;
}

export interface SyntaxProblem {
  /** One clause without a full stop: "unknown instruction `FORM`". */
  readonly message: string;
  readonly span: Span;
}

export interface Flag {
  /** Without the dashes, lower case: `from`, `mount`, `chown`. */
  readonly name: string;
  /** Quotes removed, variables not expanded; empty for a bare flag such as `--link`. */
  readonly value: string;
  readonly span: Span;
}

export interface Heredoc {
  readonly name: string;
  /** The lines between the delimiters, line ends as LF, leading tabs removed for `<<-`. */
  readonly body: string;
  /** False for a quoted delimiter: no variable in the body is expanded. */
  readonly expand: boolean;
  /** From the first character of the body to the end of the closing delimiter's line. */
  readonly span: Span;
}

interface InstructionBase {
  /** Position among the instructions of the file. */
  readonly index: number;
  /** From the keyword, or a lone continuation in front of it, to the last character, heredoc bodies included, without the line end. */
  readonly span: Span;
  /** One-based line that the span starts on. */
  readonly line: number;
  readonly flags: readonly Flag[];
  readonly heredocs: readonly Heredoc[];
  /** What follows the keyword and the flags as Docker hands it on: continuations joined, comment and empty lines cut, trimmed. */
  readonly value: string;
  /** For each UTF-16 unit of `value`, its offset in the file; one entry more for the end. */
  readonly offsets: readonly number[];
}

/** How RUN, CMD, ENTRYPOINT and HEALTHCHECK CMD are written. Docker falls back to the shell form when the JSON is not an array of strings. */
export type Invocation =
  | { readonly form: 'exec'; readonly words: readonly string[] }
  | { readonly form: 'shell'; readonly script: string };

export interface KeyValue {
  readonly name: string;
  /** Quotes and escapes kept as written, variables not expanded: hand it to `expand` of the trace. Undefined for `ARG X`. */
  readonly value: string | undefined;
}

export type Instruction =
  | (InstructionBase & { readonly keyword: 'FROM'; readonly image: string; readonly stageName: string | undefined })
  /** `script` of a heredoc RUN is the heredoc's body; `shebang` is set when that body starts with `#!`. */
  | (InstructionBase & {
      readonly keyword: 'RUN';
      readonly invocation: Invocation;
      readonly shebang: string | undefined;
    })
  | (InstructionBase & { readonly keyword: 'CMD' | 'ENTRYPOINT'; readonly invocation: Invocation })
  | (InstructionBase & {
      readonly keyword: 'HEALTHCHECK' /** Undefined for NONE. */;
      readonly invocation: Invocation | undefined;
    })
  | (InstructionBase & { readonly keyword: 'SHELL'; readonly words: readonly string[] })
  /** Heredoc sources keep their place in `sources` as `<<NAME`. Words are as written, variables not expanded. */
  | (InstructionBase & {
      readonly keyword: 'COPY' | 'ADD';
      readonly sources: readonly string[];
      readonly destination: string;
    })
  | (InstructionBase & { readonly keyword: 'ENV' | 'LABEL' | 'ARG'; readonly pairs: readonly KeyValue[] })
  | (InstructionBase & { readonly keyword: 'WORKDIR' | 'USER' | 'STOPSIGNAL' | 'MAINTAINER' })
  | (InstructionBase & { readonly keyword: 'EXPOSE' | 'VOLUME'; readonly words: readonly string[] })
  | (InstructionBase & { readonly keyword: 'ONBUILD'; readonly trigger: string });

export type Keyword = Instruction['keyword'];

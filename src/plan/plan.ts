// The decision, as plain data that can be printed. No text of the result exists yet.

import type { Rejection, Supply } from '../images/image.ts';
import type { Span } from '../syntax/instruction.ts';

/** A stage that is split, or only stages that get their names. */
export type Plan = SplitPlan | StagesPlan;

/** The stages of the file stay as they are, and are named. */
export interface StagesPlan {
  readonly kind: 'stages';
  readonly toolchains: readonly [];
  readonly stages: StageChanges;
  readonly confidence: 'high';
  /** Why, as clauses. */
  readonly evidence: readonly string[];
}

/** What changes of the stages that are there already. */
export interface StageChanges {
  /** `instruction` is the index of a FROM. */
  readonly names: readonly { readonly instruction: number; readonly name: string; readonly because: string }[];
  readonly references: readonly {
    readonly instruction: number;
    /** Of what is replaced; empty where `--from` is added. */
    readonly span: Span;
    /** As it was; undefined for a COPY without `--from`. */
    readonly from: string | undefined;
    readonly to: string;
    readonly because: string;
  }[];
}

/** A stage, the last one of the file, becomes a build stage and a runtime stage. */
export interface SplitPlan {
  readonly kind: 'split';
  /** What changes of the stages above; nothing in a file with one stage. */
  readonly stages: StageChanges;
  readonly toolchains: readonly string[];
  readonly build: {
    readonly name: string;
    /** Index of its FROM. */
    readonly from: number;
    /** False when the author named it already, and the name says that it builds. */
    readonly named: boolean;
    readonly image: string;
    /** ENV lines added to the build stage, with the reason. */
    readonly environment: readonly {
      readonly name: string;
      readonly value: string;
      readonly before: number;
      readonly because: string;
    }[];
    /** A command added to the end of the build stage, with the reason. */
    readonly pruning?: { readonly text: string; readonly because: string };
  };
  readonly runtime: {
    /** The author's name of the stage where that means what runs, with its place; the build stage has another one then. */
    readonly name?: { readonly text: string; readonly span: Span };
    /** Flags of the author's FROM that hold for the image that runs: `--platform=linux/arm64`. */
    readonly flags: readonly string[];
    readonly image: string;
    readonly because: string;
    readonly supplies: readonly Supply[];
    readonly rejected: readonly Rejection[];
    /** What the runtime stage consists of between its FROM and the author's instructions that stay below. */
    readonly steps: readonly RuntimeStep[];
  };
  /** The last instruction of the build stage; what follows is in the runtime stage without being touched. */
  readonly split: number;
  /** One for each instruction of the stage, in order. */
  readonly destinations: readonly Destination[];
  /** Instructions of the author whose text changes: a shell-form CMD that becomes exec form. */
  readonly rewrites: readonly { readonly instruction: number; readonly text: string; readonly because: string }[];
  readonly confidence: Confidence;
  /** Why, as clauses. */
  readonly evidence: readonly string[];
  /** Rough sizes in MB; estimates from the image table. */
  readonly size: { readonly before: number; readonly after: number };
}

export type Confidence = 'low' | 'medium' | 'high';

export interface Destination {
  /** Index of the instruction in the file. */
  readonly instruction: number;
  /** Of that instruction, for reports that show it. */
  readonly span?: Span;
  readonly stage: 'build' | 'runtime' | 'both' | 'moved';
  readonly because: string;
}

export type RuntimeStep =
  | {
      readonly kind: 'copy';
      readonly paths: readonly string[];
      readonly to: string;
      readonly owner: string | undefined;
      readonly because: string;
    }
  /** A COPY of the author from the build context once more, to the absolute path `to`. */
  | {
      readonly kind: 'context';
      readonly instruction: number;
      readonly to: string;
      readonly owner: string | undefined;
      readonly because: string;
    }
  /** An instruction of the author once more, byte for byte. */
  | { readonly kind: 'repeat'; readonly instruction: number; readonly because: string }
  /** An instruction of the author, taken out of the build stage, with the comments right above it. */
  | {
      readonly kind: 'move';
      readonly instruction: number;
      readonly comments: readonly Span[];
      readonly because: string;
    }
  | {
      readonly kind: 'write';
      readonly keyword: 'ENV' | 'RUN' | 'WORKDIR' | 'USER';
      readonly text: string;
      readonly because: string;
    };

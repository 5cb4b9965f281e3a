// The catalogue of why a repository is left alone, and of what could not be done with it.

import type { Reason } from '../report/campaign.ts';

const reason = (name: string, message: string, hint: string | null = null): Reason => ({ name, message, hint });

// --- Left alone, for its state

export const uncommittedChanges = reason(
  'UncommittedChanges',
  'the work tree has changes that are not committed.',
  'Commit or stash them.',
);
export const detachedHead = reason(
  'DetachedHead',
  'no branch is checked out, so there is none that the change could be for.',
  'Check out the branch that it is for.',
);
export const emptyRepository = reason('EmptyRepository', 'the repository has no commit yet.');
export const partOfFiles = reason(
  'PartOfFiles',
  'only a part of its files is checked out, or git was told to pass over some, and a conversion needs all.',
  'Turn off sparse checkout, `git sparse-checkout disable`, or name a clone.',
);
export const onCampaignBranch = (branch: string): Reason =>
  reason('OnCampaignBranch', `\`${branch}\` itself is checked out.`, 'Check out the branch that it is for.');
export const noRemote = reason('NoRemote', 'it has no remote to push to.', '`git remote add origin …` adds one.');
export const branchExists = (branch: string): Reason =>
  reason(
    'BranchExists',
    `a branch \`${branch}\` is there already, and holds something else.`,
    'Delete it, or take another name with --branch.',
  );
export const branchInTheWay = (branch: string, other: string): Reason =>
  reason(
    'BranchInTheWay',
    `git keeps no branch \`${branch}\` beside \`${other}\`, which is there.`,
    'Take another name with --branch.',
  );
export const remoteBranchExists = (branch: string): Reason =>
  reason(
    'RemoteBranchExists',
    `the remote has a branch \`${branch}\` already, and it holds something else.`,
    'Delete it there, or take another name with --branch.',
  );

// --- What could not be done

export const noRepository = reason(
  'NoRepository',
  'no git repository is here or below.',
  'Name the folder of a work tree, one that holds some, or the address of a remote.',
);
export const noSuchFolder = reason('NoSuchFolder', 'there is no such folder.');
export const badAddress = reason(
  'BadAddress',
  'this address is none that is cloned from.',
  'https, ssh, git and file are taken.',
);
export const credentialsInAddress = reason(
  'CredentialsInAddress',
  'the address holds a name or a password, which would be stored with the clone.',
  'Leave them out, and let a credential helper of git answer.',
);
export const gitFailed = (clause: string): Reason => reason('GitFailed', `git failed: ${clause}.`);
export const brokeOff = (clause: string): Reason =>
  reason('BrokeOff', `this repository could not be finished: ${clause}.`);
export const conversionFailed = (clause: string): Reason =>
  reason(
    'ConversionFailed',
    `the conversion broke off: ${clause}.`,
    'Please report it, with the Dockerfiles of the repository.',
  );
export const fileFailed = (path: string, message: string): Reason =>
  reason('FileFailed', `${path}: ${message}`, 'The files beside it had nothing to convert.');
export const pullRequestFailed = (clause: string, hint: string | null): Reason =>
  reason('PullRequestFailed', `no pull request could be opened: ${clause.replace(/\.$/, '')}.`, hint);

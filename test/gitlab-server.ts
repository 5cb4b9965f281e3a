// A loopback server that speaks what is used of GitLab's REST API, in the shapes of its documentation: merge requests of one project.

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Remote } from '../src/forges/forge.ts';

export interface MergeRequest {
  readonly iid: number;
  readonly source_branch: string;
  readonly target_branch: string;
  readonly title: string;
  readonly description: string;
  state: 'opened' | 'merged' | 'closed' | 'locked';
  merge_status: 'unchecked' | 'checking' | 'can_be_merged' | 'cannot_be_merged' | 'cannot_be_merged_recheck';
  has_conflicts: boolean;
  /** 1 is the project itself; a fork has another number. */
  source_project_id: number;
}

/** An answer in place of the right one. `done` does what was asked and loses the answer. */
export interface Trouble {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly done?: boolean;
}

export interface GitLabServer {
  readonly remote: Remote;
  /** `POST /projects/…`, in the order in which they came. */
  readonly requests: readonly string[];
  readonly mergeRequests: readonly MergeRequest[];
  /** As if somebody else had opened it; the newest is the last. */
  add(request: Partial<MergeRequest>): MergeRequest;
  /** The next requests are answered with these. */
  trouble(...answers: readonly Trouble[]): void;
  close(): Promise<void>;
}

export async function startGitLab(repository: string, token: string): Promise<GitLabServer> {
  const requests: string[] = [];
  const mergeRequests: MergeRequest[] = [];
  const troubles: Trouble[] = [];
  const project = `/api/v4/projects/${encodeURIComponent(repository)}/merge_requests`;

  const add = (request: Partial<MergeRequest>): MergeRequest => {
    const made: MergeRequest = {
      iid: mergeRequests.length + 1,
      source_branch: 'multistage',
      target_branch: 'main',
      title: 'Title',
      description: '',
      state: 'opened',
      merge_status: 'unchecked',
      has_conflicts: false,
      source_project_id: 1,
      ...request,
    };
    mergeRequests.push(made);
    return made;
  };
  const shown = (request: MergeRequest) => ({
    id: 1000 + request.iid,
    project_id: 1,
    target_project_id: 1,
    web_url: `https://gitlab.example/${repository}/-/merge_requests/${request.iid}`,
    ...request,
  });

  function answerTo(method: string, url: URL, body: Record<string, string>): readonly [status: number, body: unknown] {
    if (!url.pathname.startsWith(project)) return [404, { message: '404 Project Not Found' }];
    const iid = Number(url.pathname.slice(project.length + 1));
    if (method === 'GET' && iid > 0) {
      const found = mergeRequests.find((one) => one.iid === iid);
      return found === undefined ? [404, { message: '404 Not found' }] : [200, shown(found)];
    }
    if (method === 'GET') {
      const query = url.searchParams;
      // Without a scope, some versions list only one's own.
      const listed = mergeRequests.filter((one) => one.source_branch === query.get('source_branch'));
      return [200, query.get('scope') === 'all' ? listed.toReversed().map(shown) : []];
    }
    if (mergeRequests.some((one) => one.state === 'opened' && one.source_branch === body.source_branch))
      return [409, { message: ['Another open merge request already exists for this source branch: !1'] }];
    if (body.target_branch === body.source_branch)
      return [422, { message: { base: ["You can't use same project/branch for source and target"] } }];
    return [201, shown(add({ ...body }))];
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    requests.push(`${request.method} ${url.pathname.replace(project, 'merge_requests')}`);
    const body = await jsonOf(request);
    const trouble = troubles.shift();
    if (trouble !== undefined) {
      if (trouble.done) answerTo(request.method ?? '', url, body);
      response.writeHead(trouble.status, { 'content-type': 'text/plain', ...trouble.headers }).end(trouble.body ?? '');
      return;
    }
    const known = request.headers.authorization === `Bearer ${token}`;
    const [status, answer] = known
      ? answerTo(request.method ?? '', url, body)
      : ([401, { message: '401 Unauthorized' }] as const);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const { port } = server.address() as AddressInfo;
  return {
    remote: { forge: 'gitlab', api: `http://127.0.0.1:${port}/api/v4`, repository },
    requests,
    mergeRequests,
    add,
    trouble: (...answers) => troubles.push(...answers),
    close: () =>
      new Promise((settle) => {
        server.close(() => settle());
        server.closeAllConnections();
      }),
  };
}

async function jsonOf(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

// An HTTP server on this machine that plays a forge: it keeps what it was asked, and fails on request. test/github.ts and the like say what
// it answers otherwise.

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** From JSON; undefined without a body. */
  readonly body: unknown;
  /** Of the server itself, for links. */
  readonly url: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is bytes. */
  readonly body?: unknown;
}

/** `reset`: the connection breaks before anything is done; `lost`: it breaks after it was done; `none`: as usual, this once. */
export type Failure = Answer | 'reset' | 'lost' | 'none';

export interface ForgeServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly asked: readonly Asked[];
  /** As `GET /path`, in order. */
  calls(method?: string): readonly string[];
  /** The next ones that are asked this way are answered so, one each; then it is as usual again. */
  next(method: string, path: RegExp, ...failures: readonly Failure[]): void;
  close(): Promise<void>;
}

export async function startForge(answer: (asked: Asked) => Answer): Promise<ForgeServer> {
  const asked: Asked[] = [];
  const planned: { readonly method: string; readonly path: RegExp; readonly failures: Failure[] }[] = [];
  let url = '';

  const server = createServer(async (request, response) => {
    const now = await read(request, url);
    asked.push(now);
    const plan = planned.find(
      ({ method, path, failures }) => failures.length > 0 && method === now.method && path.test(now.path),
    );
    const failure = plan?.failures.shift();
    if (failure === 'lost') answer(now);
    if (failure === 'reset' || failure === 'lost') return void request.socket.destroy();
    send(response, failure === undefined || failure === 'none' ? answer(now) : failure);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    asked,
    calls: (only) =>
      asked
        .filter(({ method }) => only === undefined || method === only)
        .map(({ method, path }) => `${method} ${path}`),
    next: (method, path, ...failures) => void planned.push({ method, path, failures: [...failures] }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function read(request: IncomingMessage, base: string): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const { pathname, searchParams: query } = new URL(request.url ?? '/', base);
  const { method = 'GET', headers } = request;
  return {
    method,
    path: decodeURIComponent(pathname),
    query,
    headers,
    body: text === '' ? undefined : JSON.parse(text),
    url: base,
  };
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  if (Buffer.isBuffer(body)) return void response.writeHead(status, headers).end(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

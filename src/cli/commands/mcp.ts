// `multistage mcp`: the tools that coding agents call, over standard input and output. The only file that knows the protocol's SDK and zod.

import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { type BuildContext, type ConvertOptions, contextFromFiles, doubtsOf, type Neighbourhood } from '../../index.ts';
import { renderDiff } from '../../report/diff.ts';
import { fileOf } from '../../report/json.ts';
import type { Failure, Outcome } from '../../report/outcome.ts';
import { escapeLines, plain } from '../../report/terminal.ts';
import { renderDiagnostics, renderText } from '../../report/text.ts';
import { convertIn, imagesOf } from '../conversion.ts';
import { failFromError, reasonOf } from '../failures.ts';
import { filesInside, type Inside } from '../inside.ts';
import { CONFIDENCES, PREFERENCES } from '../options/conversion.ts';
import type { Reading } from '../read.ts';
import { leftAlone, settingsFor } from '../settings.ts';
import { version } from '../version.ts';

/** What a call may hand over, in characters and files; a file that is larger is one that a build context would not show either. */
const TEXT = 1024 * 1024;
const FILES = 200;

const text = z.string().min(1).max(TEXT);
const asked = {
  path: z
    .string()
    .min(1)
    .max(4096)
    .optional()
    .describe('The Dockerfile, relative to the folder of the server. With `text` it is only a name.'),
  text: text.optional().describe('The text of the Dockerfile, in place of reading it.'),
  context: z
    .string()
    .min(1)
    .max(4096)
    .optional()
    .describe('The folder of the build context; by default that of `path`.'),
  files: z
    .record(z.string().max(4096), z.string().max(TEXT))
    .refine((files) => Object.keys(files).length <= FILES, `at most ${FILES} files`)
    .optional()
    .describe(
      'The build context in place of a folder: text by path, such as go.mod, package.json and what is compiled.',
    ),
  prefer: z.enum(PREFERENCES).optional().describe('Which base to take of those that do; by default the smallest.'),
  minConfidence: z.enum(CONFIDENCES).optional().describe('Refuse conversions that are less sure.'),
};
type Asked = z.infer<z.ZodObject<typeof asked>> & { readonly explain?: boolean };

const answered = {
  path: z.string(),
  kind: z
    .enum(['converted', 'unchanged', 'refused'])
    .describe('unchanged: there is nothing to do. refused: no result could be proven, and the diagnostics say why.'),
  toolchains: z.array(z.string()),
  confidence: z.enum(CONFIDENCES).nullable(),
  diagnostics: z.array(
    z.object({
      name: z.string(),
      level: z.enum(['refusal', 'warning', 'note']),
      message: z.string(),
      hint: z.string().nullable(),
      file: z.string().nullable().describe('Another file that it is about.'),
      line: z.number().int().nullable(),
      column: z.number().int().nullable(),
    }),
  ),
};

const annotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

/** Answers until standard input ends. `config` is the file of a configuration. */
export async function serve(folder: string, config: string | undefined): Promise<number> {
  let inside: Inside;
  try {
    inside = filesInside(folder);
  } catch (error) {
    process.stderr.write(renderDiagnostics([failFromError(folder, error, 'read')], ['refusal'], plain));
    return 2;
  }
  const transport = new StdioServerTransport();
  const ended = new Promise<number>((settle) => {
    process.stdin.once('end', () => settle(0));
    transport.onclose = () => settle(0);
    // A message of more than 10 MiB ends the connection; one that is no JSON does not.
    transport.onerror = (error) => process.stderr.write(`multistage: ${escapeLines(problemOf(error))}\n`);
  });
  await serverFor({ inside, config }).connect(transport);
  return ended;
}

/** A sentence: what the transport says of a message in the wrong shape is a list in JSON. */
function problemOf(error: Error): string {
  if (error.name === 'ZodError') return 'a message is JSON, and no message of JSON-RPC 2.0; it was passed over.';
  return error instanceof SyntaxError
    ? `a message is no JSON, and was passed over: ${error.message}.`
    : reasonOf(error);
}

interface Served {
  readonly inside: Inside;
  readonly config: string | undefined;
}

function serverFor(served: Served): McpServer {
  const server = new McpServer(
    { name: 'multistage', version },
    {
      instructions:
        'Converts single-stage Dockerfiles into multi-stage ones and proves each result. Where `convert` refuses, make the result by hand and let `check` say what cannot be proven of it.',
      maxToolInputElements: FILES + 100,
    },
  );
  server.registerTool(
    'convert',
    {
      title: 'Convert a Dockerfile',
      description:
        'Turns a single-stage Dockerfile into a multi-stage one that leaves the build tools behind. Answers with the new text, a diff and the reasons. Writes nothing.',
      inputSchema: asked,
      outputSchema: {
        ...answered,
        output: z.string().nullable().describe('The whole new text; null unless converted.'),
        diff: z.string().nullable().describe('The same as a unified diff.'),
      },
      annotations,
    },
    (call) =>
      answer(served, call, (outcome) => {
        const diff = outcome.kind === 'converted' ? renderDiff([outcome]) : null;
        const { output } = fileOf(outcome);
        const page = `${diff === null ? '' : `${escapeLines(diff)}\n`}${renderText([outcome], { palette: plain, explain: false })}`;
        return { page, more: { output, diff } };
      }),
  );
  server.registerTool(
    'explain',
    {
      title: 'Explain a conversion',
      description:
        'Says instruction by instruction what would become of a Dockerfile and why: the base, what it needs, what is copied, which bases were rejected; or why nothing is done.',
      inputSchema: asked,
      outputSchema: { ...answered, explanation: z.string() },
      annotations,
    },
    (call) =>
      answer(served, { ...call, explain: true }, (outcome) => {
        const page = renderText([outcome], { palette: plain, explain: true });
        return { page, more: { explanation: page } };
      }),
  );
  server.registerTool(
    'check',
    {
      title: 'Check a multi-stage Dockerfile',
      description:
        'With `after`: what cannot be proven of a multi-stage text that was made of the Dockerfile by hand: an instruction or setting that got lost, a program that is missing, another C library, a file of the build context that the sources name. What a program opens by another name is no part of that. Without: whether the Dockerfile can be converted.',
      inputSchema: { ...asked, after: text.optional().describe('The text that the Dockerfile was turned into.') },
      outputSchema: {
        ...answered,
        doubts: z.array(z.string()).nullable().describe('Null without `after`; empty when all of it is proven.'),
      },
      annotations,
    },
    ({ after, ...call }) =>
      answer(served, call, (outcome, given) => {
        const page = renderText([outcome], { palette: plain, explain: false });
        if (after === undefined) return { page, more: { doubts: null } };
        const doubts = doubtsOf(outcome.input, after, given);
        const list = doubts.map((doubt) => `- ${doubt}\n`).join('');
        return {
          page: escapeLines(
            list === '' ? 'proven: instructions, settings, programs and libraries are kept\n' : `not proven:\n${list}`,
          ),
          more: { doubts: [...doubts] },
        };
      }),
  );
  return server;
}

interface Page {
  /** For people, and for agents that know no structured content. */
  readonly page: string;
  readonly more: Record<string, unknown>;
}

type Given = Pick<ConvertOptions, 'context' | 'images'>;

/** What was asked about is read and converted; a failure of that is the answer. */
async function answer(
  { inside, config }: Served,
  call: Asked,
  pageOf: (outcome: Exclude<Outcome, Failure>, given: Given) => Page,
): Promise<CallToolResult> {
  const { path = 'Dockerfile', text, context: folder, files, explain = false } = call;
  const reading: Reading = text === undefined ? inside.read(path) : { text, bytes: new Uint8Array() };
  if ('kind' in reading) return failed(reading);
  const context = contextOf(inside, path, call);
  if ('diagnostics' in context) return failed(context);
  const { prefer, minConfidence } = call;
  const held = await settingsFor({ prefer, minConfidence, config, scripts: false })(inside.at(path));
  if ('kind' in held) return failed(held);
  const around = text === undefined && files === undefined ? { neighbours: aroundOf(inside, path, folder) } : {};
  const outcome = held.isIgnored
    ? leftAlone(path, reading.text)
    : convertIn(reading, path, { ...held.settings, explain }, { context, ...around });
  if (outcome.kind === 'failed') return failed(outcome);
  const { page, more } = pageOf(outcome, { context, ...imagesOf(held.settings) });
  const { kind, toolchains, confidence, diagnostics } = fileOf(outcome);
  const structuredContent = { path, kind, toolchains, confidence, diagnostics, ...more };
  return { content: [{ type: 'text', text: page }], structuredContent };
}

function contextOf(inside: Inside, path: string, { text, files, context }: Asked): BuildContext | Failure {
  if (files !== undefined) return contextFromFiles(files, { dockerfile: path });
  return text !== undefined && context === undefined ? contextFromFiles({}) : inside.context(path, context);
}

function aroundOf(inside: Inside, path: string, context: string | undefined): Neighbourhood {
  const { contextAt, ...around } = inside.around(path);
  return context === undefined ? { ...around, contextAt } : around;
}

function failed(failure: Failure): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: renderDiagnostics([failure], ['refusal'], plain) }] };
}

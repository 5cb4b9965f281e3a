// The checker, fed with results that are wrong in one way each. Every one of them has to be noticed, or a wrong conversion would pass.

import { describe, expect, test } from 'vitest';
import { check } from '../src/check/check.ts';
import { CheckFailed } from '../src/diagnostics.ts';
import { type BuildContext, contextFromFiles, toolchains } from '../src/index.ts';
import { parseDockerfile } from '../src/syntax/parse.ts';
import { programsWith } from '../src/trace/programs/all.ts';
import { traceDockerfile } from '../src/trace/trace.ts';

const programs = programsWith(toolchains);

/** What the checker says of a result that somebody might make of a Dockerfile. */
function doubts(text: string, output: string, context: BuildContext): readonly string[] {
  const original = parseDockerfile(text);
  const options = { context, programs };
  const [trace] = traceDockerfile(original, options);
  if (trace === undefined) throw new Error('the Dockerfile of this test has no stage');
  return check({ original, trace, output, toolchains, options });
}

interface Case {
  readonly dockerfile: string;
  readonly right: string;
  readonly context: BuildContext;
}

const file = (text: string) => `${text.replace(/^ {4}/gm, '').trim()}\n`;

/** Reads a folder and a variable, runs as a user, has a comment, a label and a health check. */
const server: Case = {
  context: contextFromFiles({
    'go.mod': 'module example.com/shop\n\ngo 1.25\n',
    'main.go':
      'package main\n\nimport "os"\n\nfunc main() { os.ReadFile("menu/today.txt"); println(os.Getenv("SHOP_MODE")) }\n',
    'menu/today.txt': 'soup\n',
  }),
  dockerfile: file(`
    # syntax=docker/dockerfile:1
    # The shop's server.
    FROM golang:1.25
    ENV SHOP_MODE=open CGO_ENABLED=0
    WORKDIR /srv/shop
    COPY . .
    RUN go build -o /usr/local/bin/shop .
    EXPOSE 8080
    VOLUME /data
    LABEL org.example.team=soup
    STOPSIGNAL SIGINT
    USER 1000
    HEALTHCHECK CMD ["/usr/local/bin/shop", "-check"]
    CMD ["/usr/local/bin/shop", "-v"]
  `),
  right: file(`
    # syntax=docker/dockerfile:1
    # The shop's server.
    FROM golang:1.25 AS build
    ENV SHOP_MODE=open CGO_ENABLED=0
    WORKDIR /srv/shop
    COPY . .
    RUN go build -o /usr/local/bin/shop .

    FROM scratch
    ENV SHOP_MODE=open
    WORKDIR /srv/shop
    COPY --from=build /usr/local/bin/shop /usr/local/bin/shop
    COPY --from=build /srv/shop/menu /srv/shop/menu
    EXPOSE 8080
    VOLUME /data
    LABEL org.example.team=soup
    STOPSIGNAL SIGINT
    USER 1000
    HEALTHCHECK CMD ["/usr/local/bin/shop", "-check"]
    CMD ["/usr/local/bin/shop", "-v"]
  `),
};

/** Links the C library. */
const dynamic: Case = {
  context: contextFromFiles({
    'go.mod': 'module example.com/shop\n\ngo 1.25\n',
    'main.go': 'package main\n\n// int one() { return 1; }\nimport "C"\n\nfunc main() { println(C.one()) }\n',
  }),
  dockerfile: file(`
    FROM golang:1.25-bookworm
    WORKDIR /src
    COPY . .
    RUN go build -o /usr/local/bin/shop .
    CMD ["/usr/local/bin/shop"]
  `),
  right: file(`
    FROM golang:1.25-bookworm AS build
    WORKDIR /src
    COPY . .
    RUN go build -o /usr/local/bin/shop .

    FROM debian:bookworm-slim
    WORKDIR /src
    COPY --from=build /usr/local/bin/shop /usr/local/bin/shop
    CMD ["/usr/local/bin/shop"]
  `),
};

/** Opens TLS connections and looks up a zone, and is started by a script that calls another program. */
const script: Case = {
  context: contextFromFiles({
    'go.mod': 'module example.com/shop\n\ngo 1.25\n',
    'main.go':
      'package main\n\nimport (\n\t"net/http"\n\t"time"\n)\n\nfunc main() { http.Get("https://example.com"); time.LoadLocation("Asia/Tokyo") }\n',
    'start.sh': '#!/bin/sh\nset -e\nmkdir -p /data\nexec /usr/local/bin/shop "$@"\n',
  }),
  dockerfile: file(`
    FROM golang:1.25-bookworm
    ENV CGO_ENABLED=0
    WORKDIR /src
    COPY . .
    RUN go build -o /usr/local/bin/shop .
    COPY start.sh /start.sh
    ENTRYPOINT ["/start.sh"]
    CMD ["-v"]
  `),
  right: file(`
    FROM golang:1.25-bookworm AS build
    ENV CGO_ENABLED=0
    WORKDIR /src
    COPY . .
    RUN go build -o /usr/local/bin/shop .

    FROM debian:bookworm-slim
    WORKDIR /src
    COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
    COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo
    COPY --from=build /usr/local/bin/shop /usr/local/bin/shop
    COPY start.sh /start.sh
    ENTRYPOINT ["/start.sh"]
    CMD ["-v"]
  `),
};

/** Is started by a link to a script that requires what lies beside it. */
const linked: Case = {
  context: contextFromFiles({
    'package.json': '{"name":"shop","scripts":{"build":"tsc"},"devDependencies":{"typescript":"5.4.5"}}',
    'package-lock.json':
      '{"lockfileVersion":3,"packages":{"":{},"node_modules/typescript":{"version":"5.4.5","dev":true}}}',
    'tsconfig.json': '{"compilerOptions":{"outDir":"dist","rootDir":"src"}}',
    'src/shop.ts': '#!/usr/bin/env node\nimport { menu } from "./menu";\nconsole.log(menu);\n',
    'src/menu.ts': 'export const menu = ["soup"];\n',
  }),
  dockerfile: file(`
    FROM node:20-bookworm
    WORKDIR /app
    COPY . .
    RUN npm ci && npm run build && ln -s /app/dist/shop.js /usr/local/bin/shop
    CMD ["shop"]
  `),
  right: file(`
    FROM node:20-bookworm AS build
    WORKDIR /app
    COPY . .
    RUN npm ci && npm run build && ln -s /app/dist/shop.js /usr/local/bin/shop

    FROM node:20-bookworm-slim
    WORKDIR /app
    COPY --from=build /app /app
    RUN ln -sfn /app/dist/shop.js /usr/local/bin/shop
    CMD ["shop"]
  `),
};

/** Looks up a zone, on a base that has none. */
const zones: Case = {
  context: contextFromFiles({
    'go.mod': 'module example.com/shop\n\ngo 1.25\n',
    'main.go': 'package main\n\nimport "time"\n\nfunc main() { time.LoadLocation("Asia/Tokyo") }\n',
  }),
  dockerfile: file(`
    FROM golang:1.25-bookworm
    WORKDIR /src
    COPY . .
    RUN CGO_ENABLED=0 go build -o /usr/local/bin/shop .
    ENTRYPOINT ["/usr/local/bin/shop"]
  `),
  right: file(`
    FROM golang:1.25-bookworm AS build
    WORKDIR /src
    COPY . .
    RUN CGO_ENABLED=0 go build -o /usr/local/bin/shop .

    FROM scratch
    COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo
    COPY --from=build /usr/local/bin/shop /usr/local/bin/shop
    ENTRYPOINT ["/usr/local/bin/shop"]
  `),
};

/** The word list of CMD is in shell form. */
const shellForm: Case = {
  ...server,
  dockerfile: server.dockerfile.replace('CMD ["/usr/local/bin/shop", "-v"]', 'CMD /usr/local/bin/shop -v'),
};

test.each([
  ['a static server', server],
  ['a dynamic program', dynamic],
  ['a program behind a script', script],
  ['a script behind a link', linked],
  ['a program that knows zones', zones],
  ['a CMD of plain words that is in exec form now', shellForm],
])('a right result has no doubts: %s', (_, { dockerfile, right, context }) => {
  expect(doubts(dockerfile, right, context)).toEqual([]);
});

type Breakage = readonly [what: string, of: Case, search: string | RegExp, put: string, noticed: RegExp];

const breakages: readonly Breakage[] = [
  // Something of the author is gone.
  ['a lost RUN', server, /^RUN .*\n/m, '', /`RUN`, is lost/],
  ['a lost COPY of the context', script, 'COPY start.sh /start.sh\n', '', /`COPY`, is lost/],
  ['a lost LABEL', server, /^LABEL .*\n/m, '', /LABEL/],
  ['a lost comment', server, "# The shop's server.\n", '', /comment .* is lost/],
  ['a lost parser directive', server, '# syntax=docker/dockerfile:1\n', '', /parser directives differ/],
  ['a changed RUN', server, 'go build -o', 'go build -trimpath -o', /`RUN`, is lost/],
  ['a build stage on another image', server, 'golang:1.25 AS', 'golang:1.24 AS', /`FROM`, is lost/],
  ['a build stage without a name', server, ' AS build', '', /no build stage with a name|not the build stage/],
  [
    'a single stage',
    server,
    /\nFROM scratch\n(?:ENV|WORKDIR|COPY --from).*\n(?:WORKDIR|COPY --from).*\n(?:COPY --from.*\n)*/,
    '',
    /no build stage/,
  ],
  ['text that is no Dockerfile', server, 'FROM scratch', 'FORM scratch', /does not parse/],

  // The image config differs.
  ['a lost EXPOSE', server, /^EXPOSE .*\n/m, '', /EXPOSE/],
  ['another EXPOSE', server, 'EXPOSE 8080', 'EXPOSE 8080 9090', /EXPOSE/],
  ['a lost VOLUME', server, /^VOLUME .*\n/m, '', /VOLUME/],
  ['another LABEL', server, 'team=soup', 'team=salad', /LABEL/],
  ['a lost STOPSIGNAL', server, /^STOPSIGNAL .*\n/m, '', /STOPSIGNAL/],
  ['a lost HEALTHCHECK', server, /^HEALTHCHECK .*\n/m, '', /HEALTHCHECK/],
  ['another HEALTHCHECK', server, '"-check"', '"-c"', /HEALTHCHECK/],
  ['a lost USER', server, /^USER .*\n/m, '', /USER/],
  ['another USER', server, 'USER 1000', 'USER 1001', /USER/],
  ['a lost WORKDIR', server, /(FROM scratch\nENV .*\n)WORKDIR .*\n/, '$1', /WORKDIR/],
  ['another WORKDIR', server, /(FROM scratch\nENV .*\n)WORKDIR .*\n/, '$1WORKDIR /srv\n', /WORKDIR/],
  ['a lost ENV', server, /(FROM scratch\n)ENV .*\n/, '$1', /`SHOP_MODE` is lost/],
  ['another ENV', server, /(FROM scratch\n)ENV .*\n/, '$1ENV SHOP_MODE=closed\n', /`SHOP_MODE` is `closed`/],
  ['another CMD', server, '"-v"', '"-q"', /CMD/],
  ['a lost CMD', server, /^CMD .*\n/m, '', /CMD/],
  ['an ENTRYPOINT too many', server, 'CMD ["/usr', 'ENTRYPOINT ["/usr/local/bin/shop"]\nCMD ["/usr', /ENTRYPOINT/],
  ['a lost ENTRYPOINT', script, /^ENTRYPOINT .*\n/m, '', /ENTRYPOINT/],
  ['an ENTRYPOINT in shell form', script, 'ENTRYPOINT ["/start.sh"]', 'ENTRYPOINT /start.sh', /not started any more/],
  // In shell form it ignores the arguments of `docker run`.
  [
    'an ENTRYPOINT in shell form, on a base with a shell',
    zones,
    /FROM scratch\n([\s\S]*)ENTRYPOINT .*/,
    'FROM debian:bookworm-slim\n$1ENTRYPOINT /usr/local/bin/shop',
    /ENTRYPOINT/,
  ],

  // What runs is not there, or cannot run.
  [
    'a COPY of a path that nothing makes',
    server,
    '--from=build /srv/shop/menu',
    '--from=build /srv/menu',
    /nothing in the build stage makes `\/srv\/menu`/,
  ],
  // The whole context is known, so a name that is not in it would only show when the image is built.
  [
    'a COPY of a path that the context does not have',
    server,
    '--from=build /srv/shop/menu',
    '--from=build /srv/shop/card',
    /`\/srv\/shop\/card`/,
  ],
  [
    'a COPY from no stage',
    server,
    /--from=build (\/usr)/,
    '--from=builder $1',
    /`builder`, which is not the build stage/,
  ],
  [
    'a program that is not copied',
    server,
    /^COPY --from=build \/usr\/local\/bin\/shop .*\n/m,
    '',
    /no `\/usr\/local\/bin\/shop`/,
  ],
  [
    'a program that is copied to another place',
    server,
    '/usr/local/bin/shop /usr/local/bin/shop',
    '/usr/local/bin/shop /bin/shop',
    /no `\/usr\/local\/bin\/shop`/,
  ],
  ['a dynamic program on scratch', dynamic, 'debian:bookworm-slim', 'scratch', /does not have what/],
  ['a dynamic program on another C library', dynamic, 'debian:bookworm-slim', 'alpine:3.22', /does not have what/],
  [
    'a dynamic program on an older C library',
    dynamic,
    'debian:bookworm-slim',
    'debian:bullseye-slim',
    /does not have what/,
  ],
  ['a runtime image that is not known', dynamic, 'debian:bookworm-slim', 'example.com/hardened/base:1', /not known/],
  [
    'a script that is not copied',
    script,
    'COPY start.sh /start.sh\n',
    'RUN echo COPY start.sh /start.sh\n',
    /start\.sh/,
  ],
  ['a script without a shell', script, 'debian:bookworm-slim', 'scratch', /no shell/],
  ['certificates that are not copied', script, /^COPY --from=build \/etc\/ssl.*\n/m, '', /does not have what/],
  ['zones that are not there', zones, /^COPY --from=build \/usr\/share\/zoneinfo .*\n/m, '', /does not have what/],
  [
    'a command in shell form on scratch',
    shellForm,
    'CMD ["/usr/local/bin/shop", "-v"]',
    'CMD /usr/local/bin/shop -v',
    /shell form/,
  ],
  [
    'a link that COPY follows',
    linked,
    /^RUN ln .*$/m,
    'COPY --from=build /usr/local/bin/shop /usr/local/bin/shop',
    /which COPY follows/,
  ],
  ['a link that leads elsewhere', linked, '-sfn /app/dist/shop.js', '-sfn /app/dist/menu.js', /is no link to/],
  ['a RUN on scratch', server, 'FROM scratch\n', 'FROM scratch\nRUN mkdir /data\n', /without a shell/],

  // Bytes differ.
  ['a byte-order mark', server, /^/, '\uFEFF', /byte-order mark/],
  ['other line ends', server, /\n/g, '\r\n', /line ends/],
  ['mixed line ends', server, 'FROM scratch\n', 'FROM scratch\r\n', /line ends/],
];

describe(`a wrong result is noticed, and becomes ${CheckFailed.name}`, () => {
  test.each(breakages)('%s', (_, { dockerfile, right, context }, search, put, noticed) => {
    const wrong = right.replace(search, put);
    expect(wrong, 'the case changes nothing').not.toBe(right);
    expect(doubts(dockerfile, wrong, context).join('\n')).toMatch(noticed);
  });

  test.each([
    '',
    '\n',
    'FROM',
    'FROM scratch',
    'FROM scratch\n'.repeat(50),
    'CMD ["',
    '\u0000',
    'FROM a AS b\nFROM b AS a\nCOPY --from=a x /',
  ])('anything at all: %j', (wrong) => {
    expect(doubts(server.dockerfile, wrong, server.context)).not.toEqual([]);
  });
});

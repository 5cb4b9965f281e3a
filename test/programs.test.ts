// What each ordinary program does, call by call: a line of shell on the left, its effects in short on the right.

import { describe, expect, test } from 'vitest';
import { type Call, type Effect, type Entry, type Files, type Origin, UNKNOWN } from '../src/trace/effect.ts';
import { baseName, parentOf, resolvePath } from '../src/trace/path.ts';
import { programs } from '../src/trace/programs/index.ts';
import { makeScripts } from '../src/trace/programs/make.ts';

/** Paths with a trailing slash are folders, with `/...` open ones; a value is text, or an origin. */
type Given = Readonly<Record<string, string | Origin>>;

function filesOf(given: Given): Files {
  const entries = new Map<string, Entry>();
  for (const [key, value] of Object.entries(given)) {
    const open = key.endsWith('/...');
    const path = key.replace(/\/(?:\.\.\.)?$/, '') || '/';
    entries.set(path, {
      path,
      node: open || key.endsWith('/') ? 'folder' : 'file',
      origin: typeof value === 'string' ? { kind: 'command', program: 'given' } : value,
      content: typeof value === 'string' ? value : undefined,
      target: undefined,
      instruction: 0,
      owner: undefined,
      mode: undefined,
      certain: true,
      open,
    });
  }
  const find = (path: string): Entry | undefined => {
    const exact = entries.get(path);
    if (exact !== undefined || path === '/') return exact;
    const above = find(parentOf(path));
    return above?.open === true ? { ...above, path, node: 'file', certain: false } : undefined;
  };
  return {
    find,
    list: (folder) => [...entries.values()].filter((entry) => entry.path !== folder && parentOf(entry.path) === folder),
    read: (path) => entries.get(path)?.content,
  };
}

interface Surroundings {
  readonly files?: Given;
  readonly cwd?: string;
  readonly output?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly has?: readonly string[];
}

/** `?` stands for an unknown part. Words are split at blanks; quotes keep them together. */
function callOf(
  text: string,
  { files = {}, cwd = '/work', output, variables = {}, has = [] }: Surroundings = {},
): Call {
  const words = [...text.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replace(/['"]/g, '').replaceAll('?', UNKNOWN),
  );
  return {
    program: baseName(words[0] ?? ''),
    words,
    cwd,
    user: 'root',
    certain: true,
    tried: false,
    text,
    output,
    input: undefined,
    files: filesOf(files),
    variable: (name) => variables[name],
    resolve: (path) => resolvePath(cwd, path),
    has: (program) => has.includes(program),
    version: () => undefined,
  };
}

function short(effect: Effect): string {
  const shown = (() => {
    switch (effect.kind) {
      case 'write':
        return [
          effect.node,
          effect.path,
          effect.open === true ? 'open' : '',
          effect.origin.kind === 'remote' ? `from ${effect.origin.url ?? UNKNOWN}` : '',
          effect.content === undefined ? '' : JSON.stringify(effect.content),
        ]
          .filter((part) => part !== '')
          .join(' ');
      case 'copy':
        return `${effect.move ? 'move' : 'copy'} ${effect.from} ${effect.to}`;
      case 'link':
        return `link ${effect.path} -> ${effect.target}`;
      case 'remove':
        return `remove ${effect.path}`;
      case 'attribute':
        return `attribute${effect.recursive ? ' -R' : ''} ${effect.path} ${effect.mode ?? ''}${effect.owner ?? ''}`.trim();
      case 'packages':
        return `${effect.manager} ${effect.action}${effect.group === undefined ? '' : ` [${effect.group}]`} ${effect.names.join(' ')}`.trim();
      case 'account':
        return `${effect.account} ${effect.name}${effect.id === undefined ? '' : ` ${effect.id}`}${effect.home === undefined ? '' : ` ${effect.home}`}`;
      case 'system':
        return `system ${effect.what}`;
      case 'outputs':
        return `outputs ${effect.path} ${effect.name}`;
      case 'output':
        return `output ${effect.text}`;
      case 'residue':
        return `residue ${effect.path}`;
      case 'unknown':
        return `unknown ${effect.under ?? 'anywhere'}`;
    }
  })();
  return shown.replaceAll(UNKNOWN, '?');
}

function effectsOf(text: string, surroundings?: Surroundings): readonly string[] | undefined {
  const call = callOf(text, surroundings);
  const model = programs[call.program];
  expect(model, `no model of ${call.program}`).toBeDefined();
  return model?.(call)?.map(short);
}

type Row = readonly [text: string, effects: readonly string[] | undefined];

function check(rows: readonly Row[], surroundings?: Surroundings): void {
  test.each(rows)('%s', (text, effects) => expect(effectsOf(text, surroundings)).toEqual(effects));
}

const tree: Given = {
  '/work/': '',
  '/work/app': {
    kind: 'artifact',
    artifact: { toolchain: 'go', needs: [], reads: undefined, tool: false, evidence: [] },
  },
  '/work/a.conf': 'a',
  '/work/b.conf': 'b',
  '/work/.hidden.conf': 'c',
  '/work/web/': '',
  '/work/web/index.html': '<p>',
  '/data/': '',
  '/clone/...': { kind: 'remote', url: 'https://example.com/clone.git' },
  '/work/tool.tgz': { kind: 'remote', url: 'https://example.com/tool.tgz' },
  '/work/tool.gz': { kind: 'remote', url: 'https://example.com/tool.gz' },
};

describe('cp, mv and install', () => {
  check(
    [
      ['cp app /bin/served', ['copy /work/app /bin/served']],
      ['cp app /usr/local/bin', ['copy /work/app /usr/local/bin/app']],
      ['cp app /data', ['copy /work/app /data/app']],
      ['cp app /new/', ['copy /work/app /new/app']],
      ['cp -r web /srv/site', ['copy /work/web /srv/site']],
      ['cp -r web /data', ['copy /work/web /data/web']],
      ['cp -a web/. /data', ['copy /work/web /data']],
      ['cp -rT web /data', ['copy /work/web /data']],
      ['cp a.conf b.conf /new', ['copy /work/a.conf /new/a.conf', 'copy /work/b.conf /new/b.conf']],
      ['cp -t /new a.conf', ['copy /work/a.conf /new/a.conf']],
      ['cp -pt /new a.conf', ['copy /work/a.conf /new/a.conf']],
      ['cp *.conf /data/', ['copy /work/a.conf /data/a.conf', 'copy /work/b.conf /data/b.conf']],
      ['cp [!b-z].conf /data/', ['copy /work/a.conf /data/a.conf']],
      ['cp web/*.html /x.html', ['copy /work/web/index.html /x.html']],
      ['cp /clone/*.conf /data/', ['unknown /data']],
      ['cp ? /data/', ['unknown /data']],
      ['cp app /data/?/x', ['unknown /data']],
      ['cp app /data-?/x', ['unknown anywhere']],
      ['cp app ?', ['unknown anywhere']],
      ['cp app /clone/app', ['copy /work/app /clone/app']],
      ['cp app /clone/bin', ['copy /work/app /clone/bin']],
      ['cp -r web /clone/bin', ['unknown /clone/bin']],
      ['cp a.conf /clone/site.conf', ['copy /work/a.conf /clone/site.conf']],
      ['cp --parents web/index.html /data', ['copy /work/web/index.html /data/web/index.html']],
      ['cp app', undefined],
      ['cp a.conf .', []],
      ['mv app /usr/bin/served', ['move /work/app /usr/bin/served']],
      ['mv -f app ..', ['move /work/app /app']],
      ['mv site.conf /etc/nginx/conf.d', ['move /work/site.conf /etc/nginx/conf.d/site.conf']],
      ['install -m 0755 app /usr/bin/served', ['copy /work/app /usr/bin/served', 'attribute /usr/bin/served 0755']],
      ['install app /usr/bin', ['copy /work/app /usr/bin/app', 'attribute /usr/bin/app 755']],
      [
        'install -Dm644 a.conf /opt/x/a.conf',
        ['folder /opt/x', 'copy /work/a.conf /opt/x/a.conf', 'attribute /opt/x/a.conf 644'],
      ],
      [
        'install -d -m 700 -o app -g web /opt/x/y',
        ['folder /opt/x', 'folder /opt/x/y', 'attribute /opt/x/y 700app:web'],
      ],
      ['rsync -a web/ /data', ['copy /work/web /data']],
      ['rsync -a web /data', ['copy /work/web /data/web']],
      ['rsync -a --exclude .git web /data', ['unknown /data']],
    ],
    { files: tree },
  );
});

test('a build that filled an open folder gives its artifact, whatever its exact name', () => {
  const artifact = tree['/work/app'] ?? '';
  expect(effectsOf('cp target/*.jar /app.jar', { files: { '/work/': '', '/work/target/...': artifact } })).toEqual([
    'copy /work/target/*.jar /app.jar',
  ]);
});

describe('links, folders and removed files', () => {
  check(
    [
      ['ln -s /opt/x/bin/x /usr/bin/x', ['link /usr/bin/x -> /opt/x/bin/x']],
      ['ln -sf /opt/x/bin/x /usr/bin/', ['link /usr/bin/x -> /opt/x/bin/x']],
      ['ln -s /opt/x/bin/x /usr/local/bin', ['link /usr/local/bin/x -> /opt/x/bin/x']],
      ['ln -s /opt/x/bin/x', ['link /work/x -> /opt/x/bin/x']],
      ['ln -snf /usr/share/zoneinfo/UTC /etc/localtime', ['link /etc/localtime -> /usr/share/zoneinfo/UTC']],
      ['ln app /bin/app', ['copy /work/app /bin/app']],
      ['ln -s ../lib/a ../lib/b /data', ['link /data/a -> ../lib/a', 'link /data/b -> ../lib/b']],
      ['ln -s /opt/?/x /usr/bin/x', ['unknown /usr/bin/x']],
      ['mkdir -p /opt/x/y', ['folder /opt/x', 'folder /opt/x/y']],
      ['mkdir /opt/x/y', ['folder /opt/x/y']],
      ['mkdir -p /usr/local/bin /data', []],
      ['mkdir -p out/bin out/lib', ['folder /work/out', 'folder /work/out/bin', 'folder /work/out/lib']],
      ['mkdir -m 1777 out', ['folder /work/out', 'attribute /work/out 1777']],
      ['mkdir -p /clone/data', ['folder /clone/data open from https://example.com/clone.git']],
      ['mkdir -p /opt/?', ['unknown /opt']],
      ['rm -rf /data a.conf', ['remove /data', 'remove /work/a.conf']],
      ['rm -f *.conf', ['remove /work/a.conf', 'remove /work/b.conf']],
      ['rm -rf ./*', ['remove /work', 'folder /work']],
      ['rm -rf /var/lib/apt/lists/*', ['remove /var/lib/apt/lists/*']],
      ['rm -rf /opt/?', []],
      ['rm -- -x', ['remove /work/-x']],
      ['rmdir web', ['remove /work/web']],
      ['touch new.txt a.conf', ['file /work/new.txt ""']],
      ['touch /etc/new', ['file /etc/new']],
      ['truncate -s 0 a.conf', ['file /work/a.conf ""']],
      ['tee /etc/x.conf', ['file /etc/x.conf']],
      ['tee /dev/null', []],
      ['dd if=/dev/zero of=disk.img', ['file /work/disk.img']],
      ['find . -name "*.conf" -delete', ['remove /work/a.conf', 'remove /work/b.conf', 'remove /work/.hidden.conf']],
      ['find /work -type f -name "*.html" -exec chmod 644 {} +', ['attribute /work/web/index.html 644']],
      ['find . -name "*.c" -exec sed -i s/a/b/ {} ;', ['unknown /work']],
      ['find / -name "*.so" -exec cp {} /data ;', ['unknown /data']],
      ['find . -type f', []],
      ['strip app', ['attribute /work/app']],
      ['strip -o small app', ['copy /work/app /work/small']],
      ['patch -p1', ['unknown /work']],
      ['patch a.conf fix.diff', ['file /work/a.conf']],
    ],
    { files: tree },
  );
});

test('a patch whose text is known names the files that it changes', () => {
  const patch = '--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-a\n+b\n--- a/old\n+++ /dev/null\n';
  expect(effectsOf('patch -p1 -i fix.diff', { files: { '/work/fix.diff': patch } })).toEqual(['file /work/x.c']);
});

describe('owners and modes', () => {
  check(
    [
      ['chmod +x app', ['attribute /work/app +x']],
      ['chmod -x app', ['attribute /work/app -x']],
      ['chmod -R 755 web', ['attribute -R /work/web 755']],
      ['chmod 644 *.conf', ['attribute /work/a.conf 644', 'attribute /work/b.conf 644']],
      ['chmod --reference=app a.conf', []],
      ['chown -R app:app /data web', ['attribute -R /data app:app', 'attribute -R /work/web app:app']],
      ['chown app.web /data', ['attribute /data app:web']],
      ['chown 1000 ?', []],
      ['chgrp web /data', ['attribute /data root:web']],
    ],
    { files: tree },
  );
});

describe('text', () => {
  check(
    [
      ['cat a.conf', []],
      ['grep -q x a.conf', []],
      ['sed s/a/b/ a.conf', []],
      ['sed -i s/a/b/ a.conf', ['file /work/a.conf']],
      ['sed -i.bak -e s/a/b/ -e s/c/d/ a.conf b.conf', ['file /work/a.conf', 'file /work/b.conf']],
      ['sed -Ei s/a/b/ *.conf', ['file /work/a.conf', 'file /work/b.conf']],
      ['sed -i s/a/b/ /clone/*.c', ['unknown /clone']],
      ['sed -i s/a/b/ ?', ['unknown anywhere']],
      ['perl -pi -e s/a/b/ a.conf', ['file /work/a.conf']],
      ['perl build.pl', undefined],
      ['sort -o sorted a.conf', ['file /work/sorted']],
      ['awk {print} a.conf', []],
    ],
    { files: tree },
  );
});

describe('archives', () => {
  check(
    [
      ['tar -xzf tool.tgz -C /usr/local', ['unknown /usr/local']],
      ['tar -xzf tool.tgz -C /', ['unknown anywhere']],
      ['tar -xzf tool.tgz -C /data', ['folder /data open from https://example.com/tool.tgz']],
      ['tar xzf tool.tgz -C /data --strip-components=1', ['folder /data open from https://example.com/tool.tgz']],
      ['tar -C /usr/local/bin -xzf tool.tgz dep', ['file /usr/local/bin/dep open from https://example.com/tool.tgz']],
      ['tar -xz -C /usr/bin --strip-components 1 linux-amd64/helm', ['file /usr/bin/helm open']],
      ['tar xfC tool.tgz /data a/b.txt', ['file /data/a/b.txt from https://example.com/tool.tgz']],
      ['tar -xzf ? -C /data/?', ['unknown /data']],
      ['tar -tzf tool.tgz', []],
      ['tar -xOf tool.tgz x', []],
      ['tar -czf out.tgz web', ['file /work/out.tgz']],
      ['tar cf - web', []],
      ['unzip -q tool.tgz -d /data', ['folder /data open from https://example.com/tool.tgz']],
      ['unzip tool.tgz', ['folder /work open from https://example.com/tool.tgz']],
      ['unzip -j tool.tgz bin/protoc.exe -d /usr/bin', ['file /usr/bin/protoc.exe from https://example.com/tool.tgz']],
      ['unzip -p tool.tgz x', []],
      ['gunzip tool.gz', ['file /work/tool from https://example.com/tool.gz', 'remove /work/tool.gz']],
      ['gzip -dk tool.gz', ['file /work/tool from https://example.com/tool.gz']],
      ['xz -d x.txz', ['file /work/x.tar', 'remove /work/x.txz']],
      ['gzip a.conf', ['file /work/a.conf.gz', 'remove /work/a.conf']],
      ['zip -r site web', ['file /work/site.zip']],
      ['7z x tool.tgz -o/data', ['folder /data open from https://example.com/tool.tgz']],
      ['zstd -d x.zst', ['file /work/x']],
    ],
    { files: tree },
  );
  test('into a folder of the build context, files of the archive are not files of the context', () =>
    expect(effectsOf('tar xzf x.tgz', { files: { '/work/': { kind: 'context', path: '' } } })).toEqual([
      'unknown /work',
    ]));

  const url = 'https://archive.apache.org/dist/tomcat/tomcat-9/v9.0.83/bin/apache-tomcat-9.0.83.tar.gz';
  test.each([
    ['tar xzf t.tar.gz -C /opt', `folder /opt/apache-tomcat-9.0.83 open from ${url}`],
    ['unzip t.tar.gz -d /usr/local', `folder /usr/local/apache-tomcat-9.0.83 open from ${url}`],
    ['tar xzf t.tar.gz -C /opt --strip-components=1', 'unknown /opt'],
    ['tar xzf t.tar.gz -C /opt --wildcards */bin', 'unknown /opt'],
  ])('%s of a server whose archive has one folder of its own: %s', (text, effect) =>
    expect(effectsOf(text, { files: { '/work/t.tar.gz': { kind: 'remote', url } } })).toEqual([effect]),
  );
});

describe('downloads', () => {
  check([
    ['curl https://example.com/x.tgz', []],
    ['curl -fsSLo /tmp/x.tgz https://example.com/y.tgz', ['file /tmp/x.tgz from https://example.com/y.tgz']],
    ['curl -LO https://example.com/dir/x.tgz', ['file /work/x.tgz from https://example.com/dir/x.tgz']],
    ['wget ?', ['unknown /work']],
    ['git clone https://example.com/?', ['unknown /work']],
    [
      'curl -O https://example.com/a -O https://example.com/b',
      ['file /work/a from https://example.com/a', 'file /work/b from https://example.com/b'],
    ],
    [
      'curl -o a https://example.com/1 -o b https://example.com/2',
      ['file /work/a from https://example.com/1', 'file /work/b from https://example.com/2'],
    ],
    ['curl --output-dir /opt -O https://example.com/x', ['file /opt/x from https://example.com/x']],
    ['curl -H Accept:x -X POST -d {} https://example.com/x', []],
    ['curl -o /dev/null https://example.com/x', []],
    ['curl -OJ https://example.com/x', ['unknown /work']],
    ['curl -O ?', ['unknown /work']],
    ['curl -o x ?', ['file /work/x from ?']],
    ['wget https://example.com/x.tgz', ['file /work/x.tgz from https://example.com/x.tgz']],
    ['wget -qO- https://example.com/x.tgz', []],
    ['wget -q -O /usr/bin/x https://example.com/y', ['file /usr/bin/x from https://example.com/y']],
    ['wget -nv -P /opt https://example.com/y', ['file /opt/y from https://example.com/y']],
    ['wget --quiet --output-document=x https://example.com/y', ['file /work/x from https://example.com/y']],
    ['wget https://example.com/', ['file /work/index.html from https://example.com/']],
    ['wget -r https://example.com/', ['unknown /work']],
    [
      'git clone --depth 1 -b v2 https://example.com/shop.git',
      ['folder /work/shop open from https://example.com/shop.git'],
    ],
    ['git clone git@example.com:shop.git', ['folder /work/shop open from git@example.com:shop.git']],
    ['git clone https://example.com/shop /src/', ['folder /src open from https://example.com/shop']],
    ['git -C /opt clone https://example.com/shop', ['folder /opt/shop open from https://example.com/shop']],
    ['git -c x=y clone https://example.com/shop .', ['folder /work open from https://example.com/shop']],
    ['git checkout v2', []],
    ['git submodule update --init', []],
    ['git config --global url.x y', ['residue /root/.gitconfig']],
    ['svn co https://example.com/svn/shop', ['folder /work/shop open from https://example.com/svn/shop']],
    ['hg clone https://example.com/shop /src', ['folder /src open from https://example.com/shop']],
    ['aria2c -d /opt -o x https://example.com/y', ['file /opt/x from https://example.com/y']],
  ]);
  test('a download that the shell sends to a file keeps its URL', () =>
    expect(effectsOf('curl https://example.com/x', { output: '/opt/x' })).toEqual([
      'file /opt/x from https://example.com/x',
    ]));
  test('the query stays in the name with wget and not with curl', () => {
    const url = { ...callOf('wget'), words: ['wget', 'https://example.com/x?v=1'] };
    expect(programs.wget?.(url)?.map(short)).toEqual(['file /work/x?v=1 from https://example.com/x?v=1']);
    const same = { ...callOf('curl'), words: ['curl', '-O', 'https://example.com/x?v=1'] };
    expect(programs.curl?.(same)?.map(short)).toEqual(['file /work/x from https://example.com/x?v=1']);
  });
});

describe('packages', () => {
  check([
    ['apt-get update', ['apt refresh']],
    ['apt-get install -y --no-install-recommends gcc libc6-dev=2.36 curl', ['apt install gcc libc6-dev=2.36 curl']],
    ['apt-get -qq -o Dpkg::Use-Pty=0 install -yq git', ['apt install git']],
    ['apt-get -yqq install git', ['apt install git']],
    ['apt-get install -qy git', ['apt install git']],
    ['apt-get -q=2 install git', ['apt install git']],
    ['apt-get install -t bookworm-backports git', ['apt install git']],
    ['apt-get install -y a? b', ['apt install a? b']],
    ['apt-get install -y ./x.deb git', ['apt install git', 'system dpkg -i']],
    ['apt-get install git nano-', ['apt install git', 'apt remove nano']],
    ['apt-get purge -y --auto-remove gcc', ['apt remove gcc']],
    ['apt-get autoremove -y', []],
    ['apt-get clean', []],
    ['apt-get build-dep -y x', ['apt install ?']],
    ['apt-key adv --recv-keys 1', ['apt source apt-key adv --recv-keys 1']],
    ['add-apt-repository -y ppa:a/b', ['apt source add-apt-repository -y ppa:a/b']],
    ['dpkg -i packages-microsoft-prod.deb', ['apt source packages-microsoft-prod.deb']],
    [
      'rpm -Uvh https://example.com/epel-release-latest-7.noarch.rpm',
      ['dnf source rpm -Uvh https://example.com/epel-release-latest-7.noarch.rpm'],
    ],
    ['dpkg -i x.deb', ['system dpkg -i']],
    ['dpkg --print-architecture', []],
    ['apk add --no-cache --virtual .build gcc musl-dev', ['apk install [.build] gcc musl-dev']],
    ['apk add -u -t .build gcc', ['apk refresh', 'apk install [.build] gcc']],
    ['apk add -Ut .build gcc', ['apk install [.build] gcc']],
    ['apk --no-cache --update add git', ['apk install git']],
    [
      'apk add --repository https://example.com/r -X https://example.com/s git@edge',
      ['apk source https://example.com/r', 'apk source https://example.com/s', 'apk install git@edge'],
    ],
    ['apk del .build', ['apk remove .build']],
    ['apk update', ['apk refresh']],
    ['apk cache clean', []],
    ['yum install -y git https://example.com/x.rpm', ['dnf install git', 'system rpm -i']],
    ['yum -y groupinstall Tools', ['dnf install @Tools']],
    ['dnf remove gcc', ['dnf remove gcc']],
    ['microdnf clean all', []],
    ['dnf --setopt=x=y --enablerepo r install -y git', ['dnf install git']],
    ['rpm -ivh https://example.com/x.rpm', ['system rpm -i']],
    ['rpm -qa', []],
  ]);
});

describe('accounts', () => {
  check([
    ['useradd app', ['group app', 'user app']],
    ['useradd -ms /bin/bash -u 1000 app', ['group app', 'user app 1000 /home/app']],
    ['useradd -r -g web -d /srv/app -m app', ['user app /srv/app']],
    ['adduser -D -u 1000 app', ['group app', 'user app 1000 /home/app']],
    ['adduser -S -D -H -h /srv -s /sbin/nologin -G web -g web app', ['user app']],
    ['adduser -DHS -u 100 app', ['user app 100']],
    ['adduser --disabled-password --gecos "" --uid 1000 app', ['group app', 'user app 1000 /home/app']],
    ['adduser --system --group --no-create-home app', ['group app', 'user app']],
    ['adduser --system --home /srv app', ['user app /srv']],
    ['adduser app web', ['group web', 'user app']],
    ['adduser -m -d /srv app', ['group app', 'user app /srv']],
    ['addgroup -S -g 101 app', ['group app 101']],
    ['addgroup --system --gid 101 app', ['group app 101']],
    ['groupadd -r -g 101 app', ['group app 101']],
    ['usermod -aG docker app', ['user app']],
    ['usermod -u 1000 www-data', ['user www-data 1000']],
    ['chpasswd', ['system chpasswd']],
  ]);
  test('Red Hat makes home folders by default', () =>
    expect(effectsOf('useradd app', { has: ['dnf'] })).toEqual(['group app', 'user app /home/app']));
  test('of Debian make none where `rpm` is only one program among others', () =>
    expect(effectsOf('useradd app', { has: ['apt-get', 'rpm'] })).toEqual(['group app', 'user app']));
});

describe('system, keys and xargs', () => {
  check(
    [
      ['ldconfig', ['system ldconfig']],
      ['ldconfig -p', []],
      ['update-ca-certificates', ['file /etc/ssl/certs/ca-certificates.crt']],
      ['service nginx start', ['system service']],
      ['setcap cap_net_bind_service=+ep /work/app', ['system setcap /work/app']],
      ['sha256sum -c x', []],
      ['gpg --batch --verify x.asc x', ['residue /root/.gnupg']],
      ['gpg --dearmor -o /usr/share/keyrings/x.gpg', ['file /usr/share/keyrings/x.gpg', 'residue /root/.gnupg']],
      ['openssl req -x509 -nodes -newkey rsa:2048 -keyout k.pem -out c.pem', ['file /work/k.pem', 'file /work/c.pem']],
      ['xargs rm -rf', []],
      ['xargs -n 1 apt-get install -y', ['apt install ?']],
      ['xargs -I {} cp {} /data/', ['unknown /data']],
      ['xargs -0 ./run.sh', undefined],
      ['xargs', []],
    ],
    { files: tree },
  );
});

test('names of JavaScript objects are no programs', () => {
  for (const name of ['constructor', 'toString', '__proto__']) expect(programs[name]).toBeUndefined();
});

test('no call is too strange', () => {
  const words = [
    '',
    '-',
    '--',
    '-o',
    '-C',
    '/',
    '..',
    '*',
    '[',
    '[z-a]',
    '[!',
    UNKNOWN,
    '=',
    '-x',
    '-xf',
    '--file',
    '*a'.repeat(500),
  ];
  const call = callOf('x', { files: { ...tree, [`/work/${'a'.repeat(500)}`]: '' } });
  for (const name of Object.keys(programs)) {
    for (const first of words) {
      for (const second of words) {
        const strange = { ...call, program: name, words: [name, first, second] };
        expect(Array.isArray(programs[name]?.(strange) ?? [])).toBe(true);
        makeScripts(strange);
      }
    }
  }
}, 30_000);

describe('make', () => {
  const run = (text: string, makefile: string, surroundings: Surroundings = {}) => {
    const made = makeScripts(
      callOf(text, { ...surroundings, files: { '/work/Makefile': makefile, ...surroundings.files } }),
    );
    return made?.scripts.map((script) => script.replaceAll(UNKNOWN, '?'));
  };
  const rows: readonly (readonly [
    name: string,
    text: string,
    makefile: string,
    scripts: readonly string[] | undefined,
  ])[] = [
    ['the first target is the goal', 'make', '.PHONY: all\nall: app\napp:\n\tgo build -o app\n', ['go build -o app']],
    [
      'prerequisites run first, each once',
      'make',
      'a: b c\n\techo a\nb: c\n\techo b\nc:\n\t@echo c\n',
      ['echo c', 'echo b', 'echo a'],
    ],
    [
      'variables',
      'make',
      'X = $(Y)\nY := 1\nX += 2\nZ ?= 3\na:\n\t-echo $(X) \u0024{Z} $$HOME $@\n',
      ['{ echo 1 2 3 $HOME a\n} || true'],
    ],
    ['the command line wins', 'make X=2 a', 'X := 1\na:\n\techo $(X)\n', ["export X='2'\necho 2"]],
    ['the environment gives defaults', 'make', 'X ?= 1\na:\n\techo $(X)\n', ['echo 5']],
    [
      'what is exported reaches the recipe',
      'make',
      'export CGO_ENABLED = 0\na:\n\tgo build\n',
      ["export CGO_ENABLED='0'\ngo build"],
    ],
    ['exported for one target', 'make', 'a: export GOOS = linux\na:\n\tgo build\n', ["export GOOS='linux'\ngo build"]],
    ['a computed value is unknown', 'make', 'V := $(shell git describe)\na:\n\tgo build -X $(V)\n', ['go build -X ?']],
    [
      'computed prerequisites are files',
      'make',
      'S := $(shell find . -name "*.go")\na: $(S)\n\tgo build\n',
      ['go build'],
    ],
    [
      'a target with a variable for a name',
      'make',
      'X := app\nall: $(X)\n$(X): $(shell ls)\n\tgo build -o $@\n',
      ['go build -o app'],
    ],
    ['a target whose name is computed', 'make', 'all: app-$(shell uname -m)\napp-%:\n\tgo build\n', undefined],
    ['continued lines', 'make', 'a:\n\tgo build \\\n\t  -o x\n', ['go build \\\n  -o x']],
    [
      'a conditional that can be decided',
      'make',
      'OS := $(shell uname -s)\nifeq ($(OS),Darwin)\nX=1\nelse ifeq ($(OS),Linux)\nX=2\nelse\nX=3\nendif\na:\n\techo $(X)\n',
      ['echo 2'],
    ],
    [
      'a conditional that cannot be decided makes its variables unknown',
      'make',
      'ifneq ($(shell which x),)\nX=1\nendif\na:\n\techo $(X)\n',
      ['echo ?'],
    ],
    ['… and its rules', 'make', 'ifneq ($(shell which x),)\na:\n\techo 1\nendif\n', undefined],
    [
      '… but not the ones beside it',
      'make b',
      'ifneq ($(shell which x),)\na:\n\techo 1\nendif\nb:\n\techo 2\n',
      ['echo 2'],
    ],
    ['ifdef in a recipe', 'make', 'a:\nifdef DEBUG\n\techo 1\nelse\n\techo 2\nendif\n', ['echo 2']],
    [
      'pattern rules',
      'make',
      'a: x.o y.o\n\tcc -o $@ $^\n%.o: %.c\n\tcc -c $< -o $@\nx.c y.c:\n',
      ['cc -c x.c -o x.o', 'cc -c y.c -o y.o', 'cc -o a x.o y.o'],
    ],
    ['rules that make brings along', 'make', 'a: m.o\n\tcc -o a m.o\n', ['cc   -c -o m.o m.c', 'cc -o a m.o']],
    [
      'functions',
      'make',
      'S = a.c b.c\na:\n\techo $(S:.c=.o) $(addprefix x/,$(S)) $(patsubst %.c,%,$(S)) $(if $(S),y,n) $(notdir /x/y)\n',
      ['echo a.o b.o x/a.c x/b.c a b y y'],
    ],
    ['foreach and call', 'make', 'f = [$(1)]\na:\n\techo $(foreach x,1 2,$(call f,$(x)))\n', ['echo [1] [2]']],
    ['a define has several lines', 'make', 'define D\necho 1\n@echo 2\nendef\na:\n\t$(D)\n', ['echo 1', 'echo 2']],
    ['a recipe behind a semicolon', 'make', 'a: b ; echo 1\nb: ; echo 2\n', ['echo 2', 'echo 1']],
    ['make inside of make', 'make', 'a:\n\t$(MAKE) -C sub all\n', ['make -C sub all']],
    ['options of make', 'make -j 4 -s --no-print-directory b', 'a:\n\techo 1\nb:\n\techo 2\n', ['echo 2']],
    ['one shell for all lines', 'make', '.ONESHELL:\na:\n\tcd x\n\techo 1\n', ['cd x\necho 1']],
    ['double-colon rules all run', 'make', 'a::\n\techo 1\na::\n\techo 2\n', ['echo 1', 'echo 2']],
    ['a rule on several lines', 'make', 'a: b\na: c\n\techo a\nb c:\n\techo $@\n', ['echo b', 'echo c', 'echo a']],
    ['a default goal by name', 'make', '.DEFAULT_GOAL := b\na:\n\techo 1\nb:\n\techo 2\n', ['echo 2']],
    ['a dry run runs nothing', 'make -n', 'a:\n\techo 1\n', []],
    ['a target that is not there', 'make x', 'a:\n\techo 1\n', undefined],
    ['a variable that names itself', 'make', 'X = $(X)\na:\n\techo $(X)\n', ['echo ?']],
    ['targets that need each other', 'make', 'a: b\n\techo a\nb: a\n\techo b\n', ['echo b', 'echo a']],
    ['another interpreter', 'make', 'SHELL = /usr/bin/python3\na:\n\tprint(1)\n', undefined],
    ['an include that cannot be read', 'make x', 'include more.mk\na:\n\techo 1\n', undefined],
    ['an include that can', 'make x', 'include rules.mk\na:\n\techo 1\n', ['echo 3']],
    ['a file that is there needs no recipe', 'make', 'a: m.c\n\techo a\nm.c:\n\tfetch m.c\n', ['echo a']],
  ];
  test.each(rows)('%s', (name, text, makefile, scripts) => {
    const variables = name.includes('environment') ? { X: '5' } : {};
    const made = run(text, makefile, { variables, files: { '/work/m.c': '', '/work/rules.mk': 'x:\n\techo 3\n' } });
    expect(name.includes('environment') ? made?.map((script) => script.replace(/^export.*\n/, '')) : made).toEqual(
      scripts,
    );
  });
  test('another folder, another file', () => {
    const files = { '/work/sub/Makefile': 'a:\n\techo $(CURDIR)\n', '/work/build.mk': 'b:\n\techo b\n' };
    expect(makeScripts(callOf('make -C sub', { files }))).toEqual({ scripts: ['echo /work/sub'], cwd: '/work/sub' });
    expect(makeScripts(callOf('make -f build.mk', { files }))?.scripts).toEqual(['echo b']);
    expect(makeScripts(callOf('make -C ?', { files }))).toBeUndefined();
    expect(makeScripts(callOf('make install'))).toBeUndefined();
  });
  test('variables that double each other take no time', () => {
    const doubling = Array.from({ length: 60 }, (_, index) => `V${index} = $(V${index + 1})$(V${index + 1})`).join(
      '\n',
    );
    const before = performance.now();
    run('make', `${doubling}\na:\n\techo $(V0)\n`);
    expect(performance.now() - before).toBeLessThan(2000);
  });
  test('a long Makefile takes time in proportion', () => {
    const long = Array.from({ length: 5000 }, (_, index) => `t${index}: t${index + 1}\n\techo ${index}`).join('\n');
    const wide = Array.from({ length: 20000 }, (_, index) => `t${index}:\n\techo ${index}`).join('\n');
    expect(run('make', long)).toBeUndefined();
    expect(run('make t19999', wide)).toEqual(['echo 19999']);
  });
});

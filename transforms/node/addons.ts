// Packages of npm that need more than Node.js: libraries they link, programs they start. Facts only, from the README and binding.gyp of each.

import { list } from '../../src/toolchain.ts';

/** Packages that link or load a library of the system, by Debian's name of the package that they are built with. What others bundle does no harm. */
export const linked: Readonly<Record<string, string>> = {
  'pg-native': 'libpq-dev',
  libpq: 'libpq-dev',
  prisma: 'libssl-dev',
  '@prisma/client': 'libssl-dev',
  '@prisma/engines': 'libssl-dev',
  'node-rdkafka': 'libssl-dev',
  'node-libcurl': 'libcurl4-openssl-dev',
  kerberos: 'libkrb5-dev',
  'imagemagick-native': 'libmagickwand-dev',
};

/** Packages that start programs of the full image, or load libraries of it that cannot all be named. */
export const usesImage = new Set(
  list(`
    canvas canvas-prebuilt node-canvas gm imagemagick easyimage graphicsmagick node-imagemagick im-resize pdf2pic pdf-image
    nodegit simple-git simple-git-promise gitlog git-rev git-rev-sync git-repo-info nodegit-promise gift git-exec gitly degit
    puppeteer playwright phantomjs phantomjs-prebuilt phantom nightmare electron casperjs slimerjs webshot wkhtmltopdf html-pdf
    python-shell pythonia node-calls-python ffi ffi-napi ref-napi edge-js java node-jre oracledb odbc ibm_db snowflake-sdk-odbc
    node-icu-charset-detector usb noble @abandonware/noble opencv4nodejs node-gyp shelljs execa cross-spawn zx systeminformation
    node-ssh-forward unzip-stream-native node-7z 7zip-bin node-unrar sharp-libvips gulp-imagemin jimp-native
    keytar node-hid mongodb-memory-server redis-memory-server
  `),
);

/** Programs that packages start by their names, wherever they are among the dependencies. */
export const startsPrograms: Readonly<Record<string, string>> = {
  'tree-kill': 'ps',
  'ps-list': 'ps',
  'ps-tree': 'ps',
  'ps-node': 'ps',
  'find-process': 'ps',
  pidtree: 'ps',
  pm2: 'ps',
  'git-raw-commits': 'git',
  'git-semver-tags': 'git',
  '@npmcli/git': 'git',
};

/** Libraries above that open TLS connections with the certificates of the system. */
export const usesTls = new Set(list('libssl-dev libcurl4-openssl-dev libpq-dev'));

/** What starts programs in general is everywhere below other packages; only its own use tells something. */
export const general = new Set(list('cross-spawn execa shelljs node-gyp systeminformation'));

/** Packages whose install scripts build or fetch what is linked to the C library and that of C++ alone, or print something. */
export const selfContained = new Set(
  list(`
    bcrypt argon2 @node-rs/argon2 @node-rs/bcrypt sharp sqlite3 better-sqlite3 @vscode/sqlite3 node-sass sass-embedded leveldown classic-level rocksdb lmdb
    esbuild @swc/core @parcel/watcher lightningcss unrs-resolver napi-postinstall nx @biomejs/biome tree-sitter fsevents chokidar
    bufferutil utf-8-validate msgpackr-extract bson-ext cbor-extract cpu-features ssh2 snappy farmhash xxhash hiredis re2 iconv microtime
    secp256k1 keccak scrypt sodium-native blake-hash tiny-secp256k1 bigint-buffer ursa-optional
    grpc zeromq dtrace-provider unix-dgram node-expat libxmljs libxmljs2 isolated-vm deasync segfault-handler heapdump v8-profiler-node8
    @serialport/bindings @serialport/bindings-cpp @newrelic/native-metrics @datadog/native-metrics @datadog/pprof dd-trace gc-stats event-loop-stats
    aws-crt @tensorflow/tfjs-node onnxruntime-node ffmpeg-static ffprobe-static @ffmpeg-installer/linux-x64 @ffprobe-installer/linux-x64
    core-js core-js-pure core-js-bundle es5-ext protobufjs @nestjs/core @firebase/util @sentry/cli @scarf/scarf @apollo/protobufjs styled-components
    nodemon husky opencollective-postinstall ejs preact vue-demi web3 web3-bzz web3-shh swagger-ui-dist @angular/cli msw simple-git-hooks yarn
    @prisma/client @prisma/engines prisma pg-native libpq node-rdkafka node-libcurl kerberos @whiskeysockets/baileys uglifyjs-webpack-plugin
  `),
);

// What distributions of the Python Package Index need beside Python, with all that they draw in. Sources: their installation pages, `setup.py` of
// those that are built, and the file lists of their wheels. Names are normalized as in PEP 503. What is in no table is not known.

import { list } from '../../src/toolchain.ts';

/** Nothing but Python and what its own modules are linked to: plain Python, or machine code that stands alone whether it is a wheel or built from source. */
const alone = new Set(
  list(`
    pip setuptools wheel build installer packaging pkginfo pip-tools virtualenv distlib filelock platformdirs pipenv poetry poetry-core uv hatchling hatch flit-core pdm pdm-backend
    setuptools-scm cython pybind11 meson ninja scikit-build maturin typing-extensions typing six attrs future enum34 futures configparser
    importlib-metadata importlib-resources zipp contextlib2 functools32 backports-functools-lru-cache backports-zoneinfo exceptiongroup dataclasses mypy-extensions

    requests urllib3 certifi chardet charset-normalizer idna httpx httpcore h11 h2 hpack hyperframe httplib2 requests-oauthlib oauthlib requests-toolbelt requests-cache aiohttp
    aiosignal frozenlist multidict yarl async-timeout aiofiles aiodns pycares websockets websocket-client wsproto python-socketio python-engineio simple-websocket anyio sniffio trio
    tenacity retrying retry backoff cachetools cachecontrol ratelimit pysocks treq twisted autobahn txaio constantly hyperlink incremental zope-interface zope-event zope-component
    requests-mock responses httpretty furl yurl tldextract uritemplate rfc3986 rfc3987

    flask werkzeug jinja2 markupsafe itsdangerous click blinker flask-cors flask-sqlalchemy flask-migrate flask-login flask-wtf wtforms flask-restful flask-restx flask-restplus flask-mail
    flask-jwt-extended flask-jwt flask-httpauth flask-admin flask-script flask-caching flask-limiter flask-marshmallow flask-bootstrap flask-moment flask-babel flask-session flask-socketio
    flask-compress flask-talisman flask-bcrypt flask-assets flask-debugtoolbar flask-redis flask-pymongo flask-mongoengine flask-principal flask-security flask-uploads flask-swagger flask-swagger-ui
    flask-restless flask-sslify flask-sockets flasgger connexion apispec apispec-webframeworks webargs marshmallow marshmallow-sqlalchemy dominate visitor aniso8601 quart hypercorn
    webassets cssmin jsmin libsass limits speaklater
    django djangorestframework django-cors-headers django-environ django-filter django-extensions django-debug-toolbar django-crispy-forms crispy-bootstrap4 crispy-bootstrap5 django-allauth
    django-storages django-redis django-celery-beat django-celery-results whitenoise dj-database-url dj-static static3 django-heroku django-bootstrap3 django-bootstrap4 django-widget-tweaks
    django-taggit django-mptt django-guardian django-model-utils django-ckeditor django-import-export django-simple-history django-oauth-toolkit django-rest-auth dj-rest-auth
    djangorestframework-simplejwt djangorestframework-jwt drf-yasg drf-spectacular drf-nested-routers django-compressor django-appconf django-sass-processor
    django-rest-swagger django-cacheops django-q django-rq django-ipware django-phonenumber-field django-countries django-money django-jazzmin django-grappelli django-suit django-silk
    django-prometheus django-health-check django-csp django-configurations django-anymail django-ses django-htmx django-tables2 django-select2 django-polymorphic django-reversion django-constance
    django-waffle django-axes django-ratelimit django-split-settings django-solo django-autoslug django-hijack django-impersonate channels channels-redis daphne asgiref sqlparse south
    graphene graphene-django graphql-core graphql-relay ariadne strawberry-graphql uritemplate inflection coreapi coreschema openapi-codec tablib diff-match-patch
    fastapi starlette uvicorn gunicorn hypercorn pydantic pydantic-core pydantic-settings annotated-types python-multipart python-dotenv email-validator dnspython orjson ujson uvloop
    httptools watchfiles watchgod fastapi-users fastapi-utils fastapi-pagination typer shellingham rich rich-toolkit fastapi-cli sse-starlette slowapi sqlmodel databases aiosqlite tortoise-orm
    sanic sanic-routing sanic-ext sanic-cors falcon bottle cherrypy cheroot tornado pyramid webob webtest waitress paste pastedeploy venusian translationstring hupper plaster plaster-pastedeploy
    pyramid-jinja2 pyramid-mako pyramid-debugtoolbar pyramid-tm zope-sqlalchemy transaction zope-deprecation beaker mako chameleon web-py meinheld bjoern gevent greenlet gevent-websocket
    eventlet honcho supervisor circus chaussette aioworkers aioworkers-pg blacksheep

    sqlalchemy alembic sqlalchemy-utils peewee peewee-async pony asyncpg aiopg aiomysql pymysql mysql-connector mysql-connector-python pg8000 pymongo motor mongoengine bson beanie redis hiredis
    aioredis redis-py-cluster rq rq-dashboard rq-scheduler rejson elasticsearch elasticsearch-dsl elastic-transport opensearch-py cassandra-driver influxdb influxdb-client influxdb3-python clickhouse-driver
    clickhouse-connect neo4j py2neo tinydb couchdb pycouchdb duckdb pymemcache python-memcached python3-memcached kazoo python-consul consul etcd3 pika aio-pika aiormq kombu amqp vine billiard celery flower
    dramatiq huey apscheduler schedule croniter kafka-python aiokafka stomp-py paho-mqtt asyncio-mqtt nats-py zeroconf yoyo-migrations records dataset

    boto boto3 botocore s3transfer jmespath awscli aiobotocore s3fs fsspec gcsfs google-api-core google-api-python-client google-auth google-auth-httplib2 google-auth-oauthlib oauth2client
    googleapis-common-protos google-cloud-core google-cloud-storage google-cloud-bigquery google-cloud-pubsub google-cloud-firestore google-cloud-logging google-cloud-secret-manager google-resumable-media
    google-crc32c firebase-admin protobuf grpcio grpcio-status grpcio-tools grpcio-health-checking grpcio-reflection proto-plus azure-core azure-common azure-identity azure-storage-blob
    azure-storage-common azure-keyvault-secrets azure-cosmos azure-servicebus msrest msrestazure msal msal-extensions adal isodate openai tiktoken anthropic cohere slack-sdk slackclient slack-bolt
    slacker twilio sendgrid python-http-client mailgun stripe braintree paypalrestsdk mollie-api-python tweepy python-twitter telethon python-telegram-bot pytelegrambotapi aiogram discord-py discord
    praw prawcore spotipy pygithub python-gitlab jira atlassian-python-api kubernetes docker dockerpty docker-pycreds hvac minio oss2 qiniu dropbox boxsdk pyicloud sentry-sdk raven
    newrelic ddtrace datadog statsd prometheus-client prometheus-flask-exporter prometheus-fastapi-instrumentator starlette-exporter opentelemetry-api opentelemetry-sdk opentelemetry-exporter-otlp
    opentelemetry-instrumentation opentelemetry-semantic-conventions opentelemetry-proto opentelemetry-instrumentation-flask opentelemetry-instrumentation-fastapi opentelemetry-instrumentation-requests jaeger-client
    opentracing thrift elastic-apm scout-apm rollbar bugsnag honeybadger logzero loguru structlog python-json-logger colorlog coloredlogs humanfriendly logstash-formatter graypy

    cryptography pyopenssl pyjwt python-jose jose authlib passlib bcrypt argon2-cffi argon2-cffi-bindings pynacl rsa ecdsa pyasn1 pyasn1-modules asn1crypto oscrypto pycryptodome pycryptodomex
    itsdangerous josepy fastecdsa jwcrypto pyotp qrcode service-identity paramiko asyncssh scp sshtunnel netmiko cffi pycparser requests-hawk mohawk oauth2 social-auth-core
    social-auth-app-django python-social-auth pysaml2 zxcvbn hashids shortuuid nanoid cerberus validators schema voluptuous jsonschema jsonschema-specifications referencing rpds-py
    jsonpath-rw jsonpath-ng jsonpointer jsonpatch jsonpickle simplejson demjson python-rapidjson orjson msgpack msgpack-python cbor cbor2 avro avro-python3 fastavro bitarray construct

    numpy numba llvmlite pandas scipy joblib threadpoolctl pytz tzdata tzlocal python-dateutil statsmodels patsy seaborn plotly dash dash-core-components dash-html-components dash-table dash-bootstrap-components
    bokeh altair vega-datasets streamlit narwhals pyarrow fastparquet numexpr bottleneck tqdm networkx sympy mpmath xlrd xlwt xlsxwriter openpyxl et-xmlfile jdcal odfpy pyexcel pyexcel-io pyexcel-xls pyexcel-xlsx
    polars dask distributed xarray zict toolz cytoolz cloudpickle partd locket heapdict sortedcontainers nltk gensim smart-open textblob langdetect rapidfuzz fuzzywuzzy python-levenshtein levenshtein
    jellyfish unidecode text-unidecode python-slugify awesome-slugify inflect num2words regex emoji ftfy wcwidth pyahocorasick snowballstemmer spacy thinc preshed cymem murmurhash blis srsly catalogue wasabi
    transformers tokenizers safetensors huggingface-hub sentencepiece datasets evaluate accelerate xxhash multiprocess dill langchain langchain-core langchain-community langchain-openai langchain-text-splitters langsmith
    tensorflow tensorflow-cpu tensorboard torch torchvision torchaudio keras absl-py astunparse gast google-pasta opt-einsum termcolor wrapt flatbuffers ml-dtypes onnxruntime onnx catboost surprise
    mlxtend shap optuna hyperopt category-encoders feature-engine contourpy cycler fonttools kiwisolver pyparsing matplotlib wordcloud folium branca geojson geopy haversine shapely pyproj pygeos

    pyyaml-env-tag toml tomli tomlkit tomli-w ruamel-yaml-clib configobj python-decouple environs dynaconf hydra-core omegaconf confuse prettytable tabulate texttable terminaltables colorama colored blessings
    pyfiglet progressbar progressbar2 alive-progress docopt fire cliff argcomplete pluggy stevedore pbr mock pytest pytest-cov pytest-django pytest-mock pytest-asyncio pytest-xdist
    pytest-env pytest-flask pytest-runner pytest-timeout pytest-html pytest-sugar pytest-aiohttp pytest-cases iniconfig py execnet coverage codecov coveralls nose nose2 unittest2 testfixtures freezegun
    factory-boy faker mixer hypothesis behave locust tox flake8 pycodestyle pyflakes mccabe pylint astroid isort lazy-object-proxy black mypy bandit autopep8 yapf ruff pydocstyle rope jedi parso
    ipdb ipython ipython-genutils traitlets decorator pickleshare backcall prompt-toolkit pygments stack-data executing asttokens pure-eval matplotlib-inline watchdog pathtools
    nameparser phonenumbers phonenumberslite pycountry babel gettext polib python-magic-bin humanize arrow pendulum dateparser parsedatetime iso8601 pytimeparse ciso8601 delorean maya jdatetime holidays
    workalendar beautifulsoup4 bs4 soupsieve html5lib webencodings bleach html2text markdown markdown2 mistune commonmark markdownify markdown-it-py mdurl linkify-it-py docutils sphinx sphinx-rtd-theme alabaster
    imagesize mkdocs mkdocs-material mkdocs-material-extensions ghp-import mergedeep pymdown-extensions watchdog premailer cssutils cssselect cssselect2 tinycss2 feedparser sgmllib3k feedgen pyrss2gen
    python-docx python-pptx docxtpl pypdf pypdf2 pdfrw pdfminer pdfminer-six reportlab fpdf fpdf2 python-barcode chevron pystache
    w3lib itemadapter itemloaders queuelib protego pydispatcher pypydispatcher selenium webdriver-manager fake-useragent robotexclusionrulesparser mechanize user-agents
    ua-parser httpagentparser geoip2 maxminddb pygeoip ipaddress ipaddr netaddr ipwhois python-whois dnspython ntplib pyserial modbus-tk pymodbus pysnmp ldap3 psutil setproctitle
    python-daemon lockfile daemonize click-didyoumean click-plugins click-repl click-default-group cached-property more-itertools boltons funcy toolz pyrsistent immutables blist attrdict munch addict
    python-box bunch deepdiff ordered-set dictdiffer jsondiff xmltodict dicttoxml untangle defusedxml untokenize asgi-lifespan asgi-correlation-id aiocontextvars nest-asyncio janus
    zope-proxy persistent btrees zodb wsgiref wsgi-request-logger uwsgitop twine readme-renderer keyring jeepney secretstorage
    httpie aiohttp-cors aiohttp-jinja2 aiohttp-session aiohttp-swagger aiozipkin cchardet faust-cchardet brotli brotlipy zstandard lz4 async-worker async-lru asyncstdlib aiocache
    markus dockerflow kinto-http dj-inmemorystorage django-dirtyfields django-npm djangorestframework-yaml djangorestframework-xml drf-yasg2 pyjexl
    zope-index gevent-ws dotmap pysftp
  `),
);

/** Libraries that a build from source links to where it finds them, by Debian's names of the packages for that. Wheels bring theirs along, which does no harm. */
const linked: Readonly<Record<string, string>> = {
  psycopg2: 'libpq-dev',
  'psycopg2-binary': 'libpq-dev',
  psycopg: 'libpq-dev',
  'psycopg-c': 'libpq-dev',
  'psycopg-binary': 'libpq-dev',
  psycopg2cffi: 'libpq-dev',
  pygresql: 'libpq-dev',
  mysqlclient: 'default-libmysqlclient-dev',
  'mysql-python': 'default-libmysqlclient-dev',
  lxml: 'libxml2-dev libxslt1-dev',
  xmlsec: 'libxml2-dev libxslt1-dev libxmlsec1-dev',
  'python3-saml': 'libxml2-dev libxslt1-dev libxmlsec1-dev',
  zeep: 'libxml2-dev libxslt1-dev',
  pyquery: 'libxml2-dev libxslt1-dev',
  scrapy: 'libxml2-dev libxslt1-dev',
  parsel: 'libxml2-dev libxslt1-dev',
  xhtml2pdf: 'libxml2-dev libxslt1-dev libjpeg-dev libwebp-dev libtiff-dev libfreetype6-dev liblcms2-dev libcairo2-dev',
  pillow: 'libjpeg-dev libwebp-dev libtiff-dev libfreetype6-dev liblcms2-dev libopenjp2-7-dev libxcb1-dev',
  'pillow-simd': 'libjpeg-dev libwebp-dev libtiff-dev libfreetype6-dev liblcms2-dev libopenjp2-7-dev libxcb1-dev',
  pyyaml: 'libyaml-dev',
  'ruamel-yaml': 'libyaml-dev',
  pycurl: 'libcurl4-openssl-dev',
  pycrypto: 'libgmp-dev',
  gmpy2: 'libgmp-dev libmpfr-dev libmpc-dev',
  gssapi: 'libkrb5-dev',
  kerberos: 'libkrb5-dev',
  pykerberos: 'libkrb5-dev',
  'requests-kerberos': 'libkrb5-dev',
  'requests-gssapi': 'libkrb5-dev',
  'python-ldap': 'libldap2-dev libsasl2-dev',
  'django-auth-ldap': 'libldap2-dev libsasl2-dev',
  pyodbc: 'unixodbc-dev',
  pymssql: 'freetds-dev',
  pylibmc: 'libmemcached-dev',
  pyzmq: 'libzmq3-dev',
  uwsgi: 'libxml2-dev libpcre3-dev libpcre2-dev libyaml-dev libcap-dev libjansson-dev',
  'python-snappy': 'libsnappy-dev',
  'confluent-kafka': 'librdkafka-dev',
  pycairo: 'libcairo2-dev',
  pyicu: 'libicu-dev',
  h5py: 'libhdf5-dev',
  tables: 'libhdf5-dev',
  netcdf4: 'libhdf5-dev libnetcdf-dev',
  rasterio: 'libgdal-dev',
  fiona: 'libgdal-dev',
  gdal: 'libgdal-dev',
  leveldb: 'libleveldb-dev',
  plyvel: 'libleveldb-dev',
  socketify: 'libuv1-dev',
  pysqlcipher3: 'libsqlcipher-dev',
  'python-pcapng': 'libpcap-dev',
  pypcap: 'libpcap-dev',
  systemd: 'libsystemd-dev',
  'systemd-python': 'libsystemd-dev',
  'dbus-python': 'libdbus-1-dev',
  pygobject: 'libglib2.0-dev libgirepository1.0-dev',
  'opencv-python-headless': 'libglib2.0-dev',
};

/** Built with OpenMP, whose library comes with the compiler. Wheels of some leave it to the system. */
const parallel = new Set(
  list('scikit-learn imbalanced-learn lightgbm xgboost lightfm implicit hdbscan scikit-image faiss-cpu fasttext'),
);

/** Programs that they start, or whose package brings what they load. */
const starting: Readonly<Record<string, string>> = {
  gitpython: 'git',
  mlflow: 'git',
  dvc: 'git',
  'pre-commit': 'git',
  cookiecutter: 'git',
  copier: 'git',
  pydriller: 'git',
  'python-hglib': 'hg',
  ansible: 'ssh',
  'ansible-core': 'ssh',
  'python-magic': 'file',
  'python-gnupg': 'gpg',
};

/** Their wheels put libraries or settings below the prefix, into `lib` and `etc`, beside the folders of packages. Source: the file lists of the wheels. */
export const belowPrefix = new Set(
  list(`
    mkl mkl-devel intel-openmp tbb tbb-devel
    notebook nbclassic voila jupyter jupyterlab jupyter-server ipywidgets widgetsnbextension
  `),
);

/** They call a compiler when they run. Sources: their documentation. */
const compiling = new Set(
  list(`
    theano theano-pymc pymc3 pytensor aesara pystan fbprophet cmdstanpy weave pyopencl pycuda pythran cppyy brian2 triton vllm xformers
    flash-attn deepspeed devito pyccel
  `),
);

/** What an extra in brackets adds; without one that is in here, a name with an extra is not known. */
const extras = new Set(
  list(`
    uvicorn[standard] fastapi[all] fastapi[standard] celery[redis] celery[rabbitmq] celery[sqs] celery[msgpack] redis[hiredis] sentry-sdk[flask] sentry-sdk[django] sentry-sdk[fastapi] raven[flask]
    pydantic[email] pydantic[dotenv] pyjwt[crypto] passlib[bcrypt] passlib[argon2] python-jose[cryptography] python-jose[pycryptodome] requests[security] requests[socks] urllib3[secure] httpx[http2]
    httpx[socks] gunicorn[gevent] gunicorn[eventlet] gunicorn[setproctitle] gunicorn[tornado] django[argon2] django[bcrypt] django-storages[boto3] django-storages[google] django-storages[azure]
    drf-spectacular[sidecar] drf-yasg[validation] channels[daphne] twisted[tls] twisted[http2] aiohttp[speedups] flask[async] flask[dotenv] flask-restx[dev] apispec[yaml] strawberry-graphql[fastapi]
    strawberry-graphql[debug-server] sqlalchemy[asyncio] sqlalchemy[mypy] alembic[tz] fastapi-users[sqlalchemy] databases[sqlite] databases[aiosqlite] tortoise-orm[asyncpg] qrcode[pil] rich[jupyter] typer[all]
    kombu[redis] kombu[sqs] rq[redis] markus[datadog] coverage[toml] pymongo[srv] pymongo[tls] pymongo[snappy] motor[srv] aioredis[hiredis] s3fs[boto3] dask[complete] dask[dataframe] pandas[excel] moto[s3]
    connexion[swagger-ui] connexion[flask] connexion[uvicorn] loguru[dev] elasticsearch[async] python-socketio[client] python-socketio[asyncio_client] black[jupyter] tox[testing] jsonschema[format] dynaconf[ini]
    psycopg[binary] psycopg[pool] psycopg[c] psycopg[binary,pool] psycopg2[binary]
  `),
);

export interface Facts {
  /** Debian's names of the `-dev` packages to whose libraries it may be linked. */
  readonly libraries: readonly string[];
  readonly programs: readonly string[];
  readonly openmp: boolean;
  readonly compiles: boolean;
}

/** `Flask_Login` → `flask-login`. */
export function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

function own(table: Readonly<Record<string, string>>, name: string): readonly string[] {
  return Object.hasOwn(table, name) ? list(table[name] ?? '') : [];
}

/** A normalized name, with extras in brackets as written: `uvicorn[standard]`. Undefined when nothing is known of it. */
export function factsOf(text: string): Facts | undefined {
  const name = text.replace(/\[.*$/, '');
  if (name !== text && !extras.has(text)) return undefined;
  const facts: Facts = {
    libraries: own(linked, name),
    programs: own(starting, name),
    openmp: parallel.has(name),
    compiles: compiling.has(name),
  };
  const isListed =
    facts.compiles || facts.openmp || facts.libraries.length > 0 || facts.programs.length > 0 || alone.has(name);
  return isListed ? facts : undefined;
}

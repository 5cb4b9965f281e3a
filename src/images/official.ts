// Which one-word names Docker Hub has an image for, and what some have in their root folder. Source: docker-library/official-images,
// library/, with those that were retired.

const names = new Set(
  `
  adminer adoptopenjdk aerospike almalinux alpine alt amazoncorretto amazonlinux api-firewall arangodb archlinux backdrop bash bonita
  buildpack-deps busybox caddy cassandra celery centos chronograf cirros clearlinux clefos clojure composer consul convertigo couchbase
  couchdb crate crux dart debian django docker docker-dev drupal eclipse-mosquitto eclipse-temurin eggdrop elasticsearch elixir emqx
  erlang euleros express-gateway fedora flink fluentd friendica fsharp gazebo gcc geonetwork ghost glassfish golang gradle groovy haproxy
  haskell haxe hello-seattle hello-world hipache hitch hola-mundo httpd hylang ibm-semeru-runtimes ibmjava influxdb iojs irssi java
  jenkins jetty jobber joomla jruby julia kaazing-gateway kapacitor kibana known kong krakend lightstreamer liquibase logstash mageia
  mariadb matomo maven mediawiki memcached mongo mongo-express monica mono mysql nats nats-streaming neo4j neurodebian nextcloud nginx
  node notary nuxeo odoo open-liberty openjdk opensuse oraclelinux orientdb owncloud percona perl photon php php-zendserver phpmyadmin
  piwik plone postfixadmin postgres pypy python r-base rabbitmq rails rakudo-star rapidoid redis redmine registry rethinkdb rocket.chat
  rockylinux ros ruby rust sapmachine satosa scratch sentry silverpeas sl solr sonarqube sourcemage spark spiped storm swarm swift swipl
  teamspeak telegraf thrift tomcat tomee traefik ubuntu ubuntu-debootstrap ubuntu-upstart unit varnish vault websphere-liberty wordpress
  xwiki yourls znc zookeeper
  `
    .trim()
    .split(/\s+/),
);

export function isOfficialName(name: string): boolean {
  return names.has(name);
}

/** Images that add nothing to the root folder of their distribution but what `folders` names. Source: their Dockerfiles. */
const plainRoots = new Set([
  'alpine',
  'buildpack-deps',
  'debian',
  'eclipse-temurin',
  'gcc',
  'golang',
  'maven',
  'node',
  'openjdk',
  'python',
  'ruby',
  'rust',
  'ubuntu',
]);

const folders =
  /^\/(?:__[^/]*|app|bin|boot|cache|config|data|dev|docker-[^/]*|entrypoint[^/]*|etc|go|home|lib[^/]*|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var|workspace)(?:\/|$)/;

/** False: the image has nothing at this path of its own accord. `dart` has a `/runtime`, so only what is known to be plain is told of. */
export function mayBeOfImage(repository: string, path: string): boolean {
  return repository !== 'scratch' && (!plainRoots.has(repository) || folders.test(path));
}

// Which one-word names Docker Hub has an image for, and what these have in their root folder. Source: docker-library/official-images,
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

/** Folders of the root that some official image has. */
const folders =
  /^\/(?:app|bin|boot|cache|config|data|dev|docker-[^/]*|entrypoint[^/]*|etc|go|home|lib[^/]*|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var|workspace)(?:\/|$)/;

/** False: no official image has anything at this path of its own accord. */
export function isOfImages(path: string): boolean {
  return folders.test(path);
}

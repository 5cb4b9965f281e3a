// Servers that come as an archive from their project, whose scripts start Java and are no part of what is built.

import type { Entry } from './effect.ts';

/** Archives that have one folder on top, as their name says. Source: archive.apache.org, the download pages of WildFly, Jetty and ActiveMQ. */
const ownFolder =
  /(?:^|\/)(apache-tomcat-\d[\d.]*(?:-?M\d+)?|wildfly-\d[\d.]*\.Final|jetty-(?:distribution|home)-\d[\w.]*|apache-activemq-\d[\d.]*(?=-bin)|apache-zookeeper-\d[\d.]*-bin|zookeeper-3\.[34]\.\d+|hadoop-\d[\d.]*|spark-\d[\d.]*-bin-[\w.]+|kafka_\d[\d.]*-\d[\d.]*)(?:-bin)?\.(?:tar\.gz|tgz|zip)(?:[?#].*)?$/;

/** The folder on top of a server's archive. */
export function serverFolder(archive: string): string | undefined {
  return ownFolder.exec(archive)?.[1];
}

/** What a server's archive brought, as it is published. */
export function isOfServer({ origin }: Entry): boolean {
  return origin.kind === 'remote' && origin.url !== undefined && serverFolder(origin.url) !== undefined;
}

// Servers of static files: what they open is what their configuration names, whatever folder they are started in. Facts only.
// Sources: nginx.org, httpd.apache.org, redmine.lighttpd.net; the packages of Debian, Ubuntu, Alpine and Fedora; the images nginx and httpd.

/** Programs that start one of them. */
export const staticServers: ReadonlySet<string> = new Set([
  'nginx',
  'nginx-debug',
  'apache2',
  'apache2ctl',
  'apachectl',
  'apache2-foreground',
  'httpd',
  'httpd-foreground',
  'lighttpd',
]);

/** What stands beside them on command lines and opens nothing that was built: `service nginx start && tail -f log`. */
export const besideServers: ReadonlySet<string> = new Set(['service', 'tail', 'sleep', 'echo', 'exec', 'mkdir', 'rm']);

/** The folders that they serve when nothing else is said. */
export const documentRoots: readonly string[] = [
  '/usr/share/nginx',
  '/var/lib/nginx/html',
  '/var/www',
  '/usr/local/apache2/htdocs',
  '/usr/local/nginx/html',
  '/srv/http',
  '/srv/www',
];

export const serverSettings: readonly string[] = [
  '/etc/nginx',
  '/etc/apache2',
  '/etc/httpd',
  '/etc/lighttpd',
  '/usr/local/apache2/conf',
  '/usr/local/nginx/conf',
];

/** Scripts that the entrypoint of the image nginx runs, and the templates that it fills from the environment. */
export const serverHooks: readonly string[] = ['/docker-entrypoint.d', '/etc/nginx/templates'];

/** Settings by which a server runs programs, or reads names from the environment: what it opens is not among its settings then. */
export const servesMore =
  /\$\{|\b(?:passenger|perl|lua|js|rack|wsgi|php|python|ruby|mono)_|\b(?:Passenger|WSGI|Perl|php|Rails|Rack|Include(?:Optional)?\s+[^/\s"])|\bcgi\b|cgi-bin|ScriptAlias|\bmod_cgi|\bload_module\b|mod_(?:php|python|wsgi|perl)/;

/** Packages that have a server run programs. */
export const runsPrograms = /^(?:libapache2-mod-|php|passenger|libnginx-mod-http-(?:lua|perl))/;

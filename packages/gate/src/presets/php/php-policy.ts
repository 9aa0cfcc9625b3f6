import type { PolicyInput, RouteInput } from '../../model/policy.ts';
import type { DebugSwitchInput, ProductionInput } from '../../model/production.ts';
import { filesBesideEveryApplication, refusedRoutes, serverReports } from '../refused-routes.ts';

/** What any application in PHP may have beside itself. For Odoo and the like read their own presets. */

// phpMyAdmin: "Alias /phpmyadmin" of the packages of Debian and Fedora, `pma` of docs.phpmyadmin.net's examples.
// Adminer: one file, put anywhere as adminer.php, adminer-5.0.0.php or adminer-mysql.php (adminer.org).
const databaseManagers: readonly string[] = [
  '/phpmyadmin/**',
  '/phpMyAdmin/**',
  '/pma/**',
  '/phppgadmin/**',
  '/adminer/**',
  '/adminer*.php',
  '/:folder/adminer*.php',
];

/** They change data by GET as well, and belong to no area of the site. */
export const phpPolicy: PolicyInput = {
  routes: databaseManagers.map(
    (match): RouteInput => ({ match, protected: true, why: 'a database manager beside the application' }),
  ),
};

export const phpProduction: ProductionInput = {
  refused: [
    ...refusedRoutes('everybody', 'a database manager', databaseManagers),
    // php.net/manual/function.phpinfo: versions, paths, the environment with its secrets.
    ...refusedRoutes('everybody', 'phpinfo()', [
      '/phpinfo.php',
      '/info.php',
      '/php_info.php',
      '/php-info.php',
      '/:folder/phpinfo.php',
    ]),
    // Control panels of opcode caches: github.com/rlerdorf/opcache-status, amnuts/opcache-gui, apc.php of APCu.
    ...refusedRoutes('everybody', 'the opcode cache', [
      '/opcache.php',
      '/opcache-gui.php',
      '/apc.php',
      '/apcu.php',
    ]),
    // httpd.apache.org/docs: mod_status and mod_info; php.net/manual/fpm.status as the examples name it.
    ...refusedRoutes('everybody', 'what the server does', [...serverReports, '/fpm-status']),
    // getcomposer.org/doc: what is installed, in which version, and its programs (phpunit's eval-stdin.php).
    ...refusedRoutes('everybody', 'packages and their versions', [
      '/composer.json',
      '/composer.lock',
      '/vendor/bin/**',
      '/vendor/phpunit/**',
      '/vendor/composer/**',
    ]),
    ...refusedRoutes('everybody', 'secrets and sources', [
      ...filesBesideEveryApplication,
      // php.net/manual/configuration.file.per-user; httpd.apache.org/docs.
      '/.user.ini',
      '/.htaccess',
      '/.htpasswd',
    ]),
    ...refusedRoutes('everybody', 'a copy that somebody left', [
      '/*.sql',
      '/*.sql.gz',
      '/*.sql.zip',
      '/*.bak',
      '/*.old',
      '/*.orig',
      '/*.save',
      // Of vim and emacs.
      '/*.swp',
      '/*.php~',
    ]),
    // php.net/manual/errorfunc.configuration: the usual value of error_log, beside the script that failed.
    ...refusedRoutes('everybody', 'a log of errors', ['/error_log', '/:folder/error_log', '/php_errors.log']),
  ],
  switches: [
    // xdebug.org/docs/all_settings#start_with_request, #trigger_value: in $_GET, $_POST or $_COOKIE.
    ...inQueryAndCookie(['XDEBUG_TRIGGER', 'XDEBUG_SESSION', 'XDEBUG_PROFILE', 'XDEBUG_TRACE']),
    // xdebug.org/docs/step_debug#browser-extensions: both also set the cookie or take it away.
    ...inQuery(['XDEBUG_SESSION_START', 'XDEBUG_SESSION_STOP', 'XDEBUG_SESSION_STOP_NO_EXEC']),
    // github.com/NoiseByNorthwest/php-spx: profiles a request, and shows the profiles.
    ...inQueryAndCookie(['SPX_ENABLED', 'SPX_KEY', 'SPX_UI_URI', 'SPX_REPORT']),
    // Zend Debugger: help.zend.com, "Debug Protocol".
    ...inQueryAndCookie(['start_debug', 'debug_host', 'debug_session_id']),
  ],
  errors: {
    signatures: [
      // Messages with html_errors are known without a preset (masking/pages/page-markers.ts). What ends a page, in the rest
      // of it as well.
      { text: '<br />\n<b>Fatal error</b>:  ' },
      { text: '<br />\n<b>Parse error</b>:  ' },
      // The same without html_errors: "%s\n%s: %s in %s on line %d\n%s". The name of a severity alone is too common a text.
      { text: '\nFatal error: Uncaught ' },
      { text: '\nParse error: ' },
      { text: '\nStack trace:\n#0 ' },
      // php_error_cb with display_errors=stderr, and log_errors where the log is the page.
      { text: 'PHP Fatal error:  ' },
      // Xdebug in mode "develop", measured on 3.2.
      { text: "<br />\n<font size='1'><table class='xdebug-error xe-", until: '</table></font>\n' },
      { text: "<pre class='xdebug-var-dump' dir='ltr'>", until: '</pre>' },
      // phpinfo(), measured on 8.2.
      { text: '<h1 class="p">PHP Version ' },
    ],
  },
  removeHeaders: [
    // xdebug.org/docs/all_settings: where the profile of this very request lies.
    'x-xdebug-profile-filename',
  ],
};

function inQuery(names: readonly string[]): readonly DebugSwitchInput[] {
  return names.map((name) => ({ in: 'query', name }));
}

function inQueryAndCookie(names: readonly string[]): readonly DebugSwitchInput[] {
  return [...inQuery(names), ...names.map((name) => ({ in: 'cookie', name }) as const)];
}

import { describe, expect, test } from 'vitest';
import { decideFor, siteOf, somebody, summaryOf } from '../../../test/support/decide-fixtures.ts';
import type { Known } from '../../model/decision.ts';
import { php } from './php.ts';

const stranger: Known = { identity: null };
const admin: Known = { identity: somebody('admin') };
const site = siteOf({ policy: php(), mode: 'open', production: true });

describe('what nobody gets', () => {
  test.each([
    '/phpmyadmin/',
    '/phpMyAdmin/index.php',
    '/pma/sql.php',
    '/phppgadmin/',
    '/adminer.php',
    '/adminer-5.0.0.php?server=db',
    '/ADMINER.php',
    '/%61dminer.php',
    '/phpinfo.php',
    '/info.php',
    '/php_info.php',
    '/php-info.php',
    '/old/phpinfo.php',
    '/opcache.php',
    '/opcache-gui.php',
    '/apc.php',
    '/apcu.php',
    '/server-status?auto',
    '/server-info',
    '/fpm-status',
    '/composer.json',
    '/composer.lock',
    '/vendor/bin/phpunit',
    '/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php',
    '/vendor/composer/installed.json',
    '/.env',
    '/.env.local',
    '/%2eenv',
    '/.user.ini',
    '/.htaccess',
    '/.htpasswd',
    '/.git/config',
    '/.svn/entries',
    '/.hg/store',
    '/.DS_Store',
    '/docker-compose.yml',
    '/dump.sql',
    '/dump.sql.gz',
    '/dump.sql.zip',
    '/index.php.bak',
    '/index.php.old',
    '/index.php.orig',
    '/index.php.save',
    '/.index.php.swp',
    '/index.php~',
    '/error_log',
    '/shop/error_log',
    '/php_errors.log',
  ])('%s', (path) => {
    for (const known of [stranger, admin]) {
      expect(summaryOf(decideFor(site, `GET ${path}`, { known }))).toBe('refuse 404 production');
    }
  });
});

describe('switches that strangers do not turn', () => {
  const inQuery = [
    ...['XDEBUG_TRIGGER', 'XDEBUG_SESSION', 'XDEBUG_PROFILE', 'XDEBUG_TRACE'],
    ...['XDEBUG_SESSION_START', 'XDEBUG_SESSION_STOP', 'XDEBUG_SESSION_STOP_NO_EXEC'],
    ...['SPX_ENABLED', 'SPX_KEY', 'SPX_UI_URI', 'SPX_REPORT'],
    ...['start_debug', 'debug_host', 'debug_session_id'],
  ];
  test.each(inQuery)('%s', (name) => {
    const line = `GET /shop.php?page=2&${name}=1`;
    expect(decideFor(site, line, { known: stranger })).toMatchObject({
      kind: 'rewrite',
      target: '/shop.php?page=2',
    });
  });

  test('cookies of them do not arrive', () => {
    const { production } = php();
    const cookies = (production?.switches ?? []).flatMap((one) => (one.in === 'cookie' ? [one.name] : []));
    expect(cookies.toSorted()).toEqual([
      'SPX_ENABLED',
      'SPX_KEY',
      'SPX_REPORT',
      'SPX_UI_URI',
      'XDEBUG_PROFILE',
      'XDEBUG_SESSION',
      'XDEBUG_TRACE',
      'XDEBUG_TRIGGER',
      'debug_host',
      'debug_session_id',
      'start_debug',
    ]);
  });
});

test.each([
  '/',
  '/index.php',
  '/shop/7',
  '/information.php',
  '/.well-known/security.txt',
  '/environment',
  '/vendors',
  '/sql',
  '/status',
])('%s stays open', (path) => {
  expect(summaryOf(decideFor(site, `GET ${path}`, { known: stranger }))).toBe('allow open');
});

<?php
// What a test may change while the site runs: settings.ts.
$settings = json_decode(file_get_contents(dirname(__DIR__) . '/settings.json'), true);

define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', $settings['database']);
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = 'wp_';

// Fixed, so that no answer depends on chance.
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $scheme) {
    define("{$scheme}_KEY", "the {$scheme} key of the tests");
    define("{$scheme}_SALT", "the {$scheme} salt of the tests");
}

define('WP_HOME', $settings['siteUrl']);
define('WP_SITEURL', $settings['siteUrl']);
define('WP_DEBUG', $settings['debug']);
define('WP_DEBUG_DISPLAY', $settings['displayErrors']);
define('WP_DEBUG_LOG', $settings['debugLog']);
define('SAVEQUERIES', $settings['saveQueries']);
define('DISABLE_WP_CRON', $settings['cron'] === 'off');
// wp-settings.php sets it with WP_DEBUG only; hosts set it in php.ini.
ini_set('display_errors', $settings['displayErrors'] ? '1' : '0');

// Nothing leaves the machine.
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);

if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';

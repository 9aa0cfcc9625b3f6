<?php
/** Installs the site of the tests and says, as JSON, who and what is there: install.php SITE-URL USERS-JSON. */
[, $url, $given] = $argv;
$_SERVER['HTTP_HOST'] = parse_url($url, PHP_URL_HOST) . ':' . parse_url($url, PHP_URL_PORT);
$_SERVER['REQUEST_URI'] = '/wp-admin/install.php';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';

define('WP_INSTALLING', true);
require __DIR__ . '/site/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

$users = json_decode($given, true);
$admin = $users['admin'];
wp_install('Corner Shop', $admin['login'], $admin['email'], true, '', $admin['password']);

$ids = ['admin' => get_user_by('login', $admin['login'])->ID];
foreach ($users as $name => $user) {
    if ($name === 'admin') continue;
    $ids[$name] = wp_insert_user([
        'user_login' => $user['login'],
        'user_pass' => $user['password'],
        'user_email' => $user['email'],
        'role' => $user['role'],
    ]);
}

update_option('permalink_structure', '/%postname%/');
update_option('users_can_register', 1);
update_option('comment_moderation', 0);
update_option('comment_previously_approved', 0);
update_option('timezone_string', 'UTC');
wp_set_current_user($ids['admin']);
$post = wp_insert_post([
    'post_title' => 'Opening hours',
    'post_name' => 'opening-hours',
    'post_content' => '<!-- wp:paragraph --><p>We open at nine.</p><!-- /wp:paragraph -->',
    'post_status' => 'publish',
    'comment_status' => 'open',
    'ping_status' => 'open',
]);
$draft = wp_insert_post(['post_title' => 'Not yet', 'post_status' => 'draft', 'post_content' => 'Soon.']);
$wp_rewrite->init();
$wp_rewrite->flush_rules(false);
echo json_encode(['users' => $ids, 'post' => $post, 'draft' => $draft, 'version' => $wp_version]);

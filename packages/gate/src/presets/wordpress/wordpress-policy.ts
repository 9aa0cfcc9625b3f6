import type { PolicyInput, RouteInput } from '../../model/policy.ts';
import type { ProductionInput } from '../../model/production.ts';
import { refusedRoutes } from '../refused-routes.ts';

/**
 * WordPress. What is measured, on 6.1, stands in test/support/wordpress/README.md; what is read in the source names the
 * file. `identity` is the site's own: see there.
 */

/**
 * Pages of wp-admin that change something by GET. Links with a nonce do (`post.php?action=trash&_wpnonce=…`), bulk
 * actions of every list do, pages of plugins are all `admin.php?page=…`, and some write when they are only looked at.
 * All others of wp-admin read by GET: test/integration/wordpress-gate.test.ts holds the list against the package.
 */
const writingAdminPages: readonly string[] = [
  // Measured: an empty draft, by whoever may write posts.
  '',
  'index.php',
  'post-new.php',
  // Measured: who edits it (_edit_lock). And actions: trash, untrash, delete.
  'post.php',
  // Measured: caches of rewrite rules, widgets, term hierarchies, the editor's last file, a post for styles, texts, updates.
  'options-permalink.php',
  'customize.php',
  'edit-tags.php',
  'plugin-editor.php',
  'theme-editor.php',
  'site-editor.php',
  'site-health.php',
  'privacy-policy-guide.php',
  'plugins.php',
  'themes.php',
  'update.php',
  'update-core.php',
  // Bulk actions and links with a nonce: wp-admin/edit.php, edit-comments.php, upload.php, users.php and the others.
  'edit.php',
  'edit-comments.php',
  'comment.php',
  'upload.php',
  'media.php',
  'media-upload.php',
  'users.php',
  'user-edit.php',
  // `?newuseremail=HASH`, `?dismiss=…`; the same as `?adminhash=` of options-general.php.
  'profile.php',
  'options-general.php',
  'options.php',
  'nav-menus.php',
  'widgets.php',
  'revision.php',
  'link.php',
  'link-manager.php',
  'export-personal-data.php',
  'erase-personal-data.php',
  'tools.php',
  'import.php',
  'my-sites.php',
  // Whatever a plugin does.
  'admin.php',
  'admin-post.php',
  'async-upload.php',
  // They install and upgrade without asking who it is: wp-admin/upgrade.php?step=1, maint/repair.php?repair=1.
  'install.php',
  'setup-config.php',
  'upgrade.php',
  'maint/**',
  // The same pages once more, and those of a network of sites.
  'network/**',
  'user/**',
  'ms-admin.php',
  'ms-delete-site.php',
  'ms-edit.php',
  'ms-options.php',
  'ms-sites.php',
  'ms-themes.php',
  'ms-upgrade-network.php',
  'ms-users.php',
];

const routes: readonly RouteInput[] = [
  // wp-login.php: `action` of the body wins over the query; without one it signs in. A password of a post is a cookie alone.
  {
    match: '/wp-login.php',
    calls: {
      protocol: 'form',
      field: 'action',
      absent: 'read',
      read: ['login', 'logout', 'postpass', 'checkemail', 'loggedout'],
    },
  },
  // Runs whatever is due, asked by GET as by POST, and goes on after its answer (wp-cron.php).
  { match: '/wp-cron.php', access: 'write', why: 'runs what is due' },
  // Fetches mails and makes posts of them (wp-mail.php).
  { match: '/wp-mail.php', access: 'write', why: 'makes posts of mails' },
  // A key in a link makes a member or a site (wp-activate.php).
  { match: '/wp-activate.php', access: 'write', why: 'activates an account' },
  ...writingAdminPages.map(
    (page): RouteInput => ({
      match: page === '' ? '/wp-admin' : `/wp-admin/${page}`,
      access: 'write',
      why: 'wp-admin changes data by GET, too',
    }),
  ),
  // wp-admin/admin-ajax.php: `action` in the query, or in the body, which wins. Measured to change nothing. Not
  // `heartbeat`: it keeps locks and saves drafts (wp_refresh_post_lock, heartbeat_autosave in admin-filters.php).
  {
    match: '/wp-admin/admin-ajax.php',
    calls: {
      protocol: 'form',
      field: 'action',
      read: [
        'rest-nonce',
        'logged-in',
        'query-attachments',
        'get-attachment',
        'ajax-tag-search',
        'get-tagcloud',
        'get-revision-diffs',
        'date_format',
        'time_format',
        'generate-password',
      ],
    },
  },
  // wp-includes/class-wp-xmlrpc-server.php. Each measured to change nothing; not `pingback.ping`, which makes a comment.
  {
    match: 'POST /xmlrpc.php',
    calls: {
      protocol: 'xml-rpc',
      read: [
        'demo.sayHello',
        'demo.addTwoNumbers',
        'system.listMethods',
        'system.getCapabilities',
        'mt.supportedMethods',
        'mt.supportedTextFilters',
        'mt.getTrackbackPings',
        'mt.getCategoryList',
        'mt.getPostCategories',
        'mt.getRecentPostTitles',
        'pingback.extensions.getPingbacks',
        'metaWeblog.getUsersBlogs',
        'metaWeblog.getCategories',
        'metaWeblog.getRecentPosts',
        'metaWeblog.getPost',
        'blogger.getUsersBlogs',
        'blogger.getUserInfo',
        'blogger.getRecentPosts',
        'blogger.getPost',
        'wp.getUsersBlogs',
        'wp.getPosts',
        'wp.getPost',
        'wp.getPostTypes',
        'wp.getPostType',
        'wp.getPostFormats',
        'wp.getPostStatusList',
        'wp.getPages',
        'wp.getPage',
        'wp.getPageList',
        'wp.getPageStatusList',
        'wp.getPageTemplates',
        'wp.getRevisions',
        'wp.getComments',
        'wp.getComment',
        'wp.getCommentCount',
        'wp.getCommentStatusList',
        'wp.getTaxonomies',
        'wp.getTaxonomy',
        'wp.getTerms',
        'wp.getTerm',
        'wp.getTags',
        'wp.getCategories',
        'wp.suggestCategories',
        'wp.getMediaLibrary',
        'wp.getMediaItem',
        'wp.getUsers',
        'wp.getUser',
        'wp.getProfile',
        'wp.getAuthors',
        'wp.getOptions',
      ],
    },
  },
  // Webhooks of plugins are no exceptions: `?wc-api=GATEWAY` (WooCommerce, woocommerce.com/document/wc_api-the-woocommerce-api-callback)
  // and `POST /wp-json/wc/v3/…` change orders. The gate reads them as routes; declare what may wait and what may not.
];

export const wordpressPolicy: PolicyInput = {
  routes,
  // A file: it says that the web server is there. With PHP and database behind it there is none that writes nothing,
  // because any page may run what is due.
  health: ['/wp-includes/images/blank.gif'],
  // developer.wordpress.org/rest-api/extending-the-rest-api/routes-and-endpoints; WP::$public_query_vars names the pages.
  routeParameters: ['rest_route', 'pagename', 'name'],
  signIn: {
    page: '/wp-login.php',
    // The form posts `log` and `pwd` here without an action. The same path registers people and writes keys for lost
    // passwords (`action=register`, `action=lostpassword`, in the body, too): `routes` lists what of it is let in.
    routes: ['POST /wp-login.php'],
  },
};

export const wordpressProduction: ProductionInput = {
  refused: [
    ...refusedRoutes('everybody', 'installs or repairs, for whoever asks', [
      '/wp-admin/install.php',
      '/wp-admin/install-helper.php',
      '/wp-admin/setup-config.php',
      '/wp-admin/maint/**',
    ]),
    // developer.wordpress.org/advanced-administration/wordpress/wp-config: its copies are sent as text, with the passwords.
    ...refusedRoutes('everybody', 'a copy of the configuration', [
      '/wp-config.php.*',
      '/wp-config.bak',
      '/wp-config.old',
      '/wp-config.txt',
      '/wp-config-*',
      '/wp-config.php~',
    ]),
    // developer.wordpress.org/advanced-administration/debug/debug-wordpress: WP_DEBUG_LOG.
    ...refusedRoutes('everybody', 'a log of errors', [
      '/wp-content/debug.log',
      '/wp-content/*.log',
      '/wp-admin/error_log',
    ]),
    ...refusedRoutes('everybody', 'says which version it is', [
      '/readme.html',
      '/license.txt',
      '/wp-links-opml.php',
    ]),
    // The source of plugins and themes, to be changed in the browser (DISALLOW_FILE_EDIT).
    ...refusedRoutes('restricted', 'changes the program', [
      '/wp-admin/plugin-editor.php',
      '/wp-admin/theme-editor.php',
      '/wp-admin/plugin-install.php',
      '/wp-admin/theme-install.php',
      '/wp-admin/update.php',
      '/wp-admin/update-core.php',
      '/wp-admin/upgrade.php',
    ]),
    // wp-admin/includes/class-wp-debug-data.php: versions, paths, constants.
    ...refusedRoutes('restricted', 'tells how the site is built', [
      '/wp-admin/site-health.php',
      '/wp-json/wp-site-health/**',
    ]),
    ...refusedRoutes('restricted', 'takes everything along', ['/wp-admin/export.php']),
  ],
  // WordPress has none: WP_DEBUG, SCRIPT_DEBUG and SAVEQUERIES are constants of wp-config.php. Query Monitor shows itself
  // to who has the cookie wp-query_monitor_HASH, whose name is the site's own.
  switches: [],
  errors: {
    // wp-includes/rest-api: WP_Error for people. Codes of plugins are added by the site.
    business: [
      'rest_not_logged_in',
      'rest_forbidden',
      'rest_forbidden_context',
      'rest_cookie_invalid_nonce',
      'rest_no_route',
      'rest_invalid_param',
      'rest_missing_callback_param',
      'rest_post_invalid_id',
      'rest_user_invalid_id',
      'rest_comment_login_required',
      'rest_comment_closed',
      'rest_cannot_create',
      'rest_cannot_edit',
      'rest_cannot_delete',
      'rest_cannot_read',
      'rest_upload_unknown_error',
      'comment_duplicate',
      'comment_flood',
    ],
    signatures: [
      // wpdb::print_error, with WP_DEBUG; on pages, in answers of admin-ajax.php and before the JSON of REST.
      { text: '<div id="error"><p class="wpdberror">', until: '</p></div>' },
      { text: 'WordPress database error: [' },
      // wpdb::db_connect and ::select, with WP_DEBUG: host and user of the database.
      { text: '<h1>Error establishing a database connection</h1>\n<p>This either means ' },
      { text: '<h1>Cannot select database</h1>' },
      // debug_print_backtrace() in a page; measured.
      { text: '<pre>#0 /' },
    ],
  },
  // x-redirect-by: wp_redirect; x-pingback: WP::send_headers. The generator stands in pages and feeds.
  removeHeaders: ['x-redirect-by', 'x-pingback'],
  // Query Monitor and Debug Bar, where a restricted reader has them in the page.
  stylesheet:
    '#query-monitor-main,#wp-admin-bar-query-monitor,#querylist,#wp-admin-bar-debug-bar{display:none!important}',
};

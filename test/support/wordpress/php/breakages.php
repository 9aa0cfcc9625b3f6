<?php
/** Pages that fail on demand: `?break=KIND`, and REST routes below /broken/v1. See breakages.ts. */

function broken_deeply(string $secret)
{
    throw new RuntimeException('Connection to reporting.internal:5432 failed for user "reports"');
}

function broken_query()
{
    global $wpdb;
    return $wpdb->get_results("SELECT secret FROM {$wpdb->prefix}nowhere WHERE owner = 'ada'");
}

function break_now(string $kind)
{
    switch ($kind) {
        case 'uncaught':
            broken_deeply('a secret argument');
            break;
        case 'fatal':
            function_that_nobody_wrote();
            break;
        case 'memory':
            str_repeat('x', PHP_INT_MAX >> 2);
            break;
        case 'warning':
            $order = ['id' => 7];
            echo '<p>before the warning</p>';
            echo $order['customer'];
            echo '<p>after the warning</p>';
            break;
        case 'triggered':
            trigger_error('The import of orders.csv stopped at line 17', E_USER_WARNING);
            break;
        case 'deprecated':
            _deprecated_function('old_report', '5.0', 'new_report()');
            break;
        case 'wrong':
            _doing_it_wrong('register_report', 'Call it on the init hook.', '6.0');
            break;
        case 'database':
            broken_query();
            break;
        case 'die':
            wp_die('Sorry, this coupon has expired.', 'Coupon expired', ['response' => 403, 'back_link' => true]);
            break;
        case 'error':
            wp_die(new WP_Error('stock_gone', 'Only two of them are left.', ['title' => 'Not enough stock']));
            break;
        case 'trace':
            echo '<pre>';
            debug_print_backtrace();
            echo '</pre>';
            break;
        case 'dump':
            var_dump(['user_pass' => '$P$Bsecret', 'ABSPATH' => ABSPATH]);
            break;
    }
}

// Where a page begins; the others happen in the middle of one.
add_action('template_redirect', function () {
    $kind = $_GET['break'] ?? '';
    if (is_string($kind) && !str_ends_with($kind, '-late')) {
        break_now($kind);
    }
});

add_action('wp_footer', function () {
    $kind = $_GET['break'] ?? '';
    if (is_string($kind) && str_ends_with($kind, '-late')) {
        // As much as PHP holds back, and more: the head is on its way.
        echo str_repeat('<!-- a long page -->', 500);
        flush();
        break_now(substr($kind, 0, -5));
    }
});

foreach (['wp_ajax_broken', 'wp_ajax_nopriv_broken'] as $hook) {
    add_action($hook, function () {
        break_now((string) ($_REQUEST['break'] ?? ''));
        wp_die('0');
    });
}

add_action('rest_api_init', function () {
    $open = ['methods' => ['GET', 'POST'], 'permission_callback' => '__return_true'];
    register_rest_route('broken/v1', '/(?P<kind>[a-z-]+)', $open + ['callback' => function (WP_REST_Request $request) {
        switch ($request['kind']) {
            case 'business':
                return new WP_Error('stock_gone', 'Only two of them are left.', ['status' => 409]);
            case 'technical':
                try {
                    broken_deeply('a secret argument');
                } catch (RuntimeException $failure) {
                    return new WP_Error('internal', $failure->getMessage(), [
                        'status' => 500,
                        'file' => $failure->getFile(),
                        'line' => $failure->getLine(),
                        'trace' => $failure->getTraceAsString(),
                    ]);
                }
                // no break
            default:
                break_now($request['kind']);
                return ['done' => $request['kind']];
        }
    }]);
});

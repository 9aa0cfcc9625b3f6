import type { Errors } from '../../../model/production.ts';

/** By which a debug page, or a message put into a page, is known. Text is compared byte by byte, as latin1. */
export interface PageMarker {
  readonly text: string;
  /** What stands up to here is taken out; null = the rest of the page. */
  readonly until: string | null;
  /** What `until` says goes, too. */
  readonly takesUntil: boolean;
  /** What it must look like from `text` to `until`; null = anything. */
  readonly shape: MessageShape | null;
  /** Counts within a tag only: it is an attribute, which a text about such pages quotes as it is. */
  readonly isInTag: boolean;
}

export interface MessageShape {
  readonly whole: RegExp;
  /** Where the program ended in the middle of it. */
  readonly torn: RegExp;
}

/**
 * Structure alone: an `id` or a script that no sanitizer leaves in what users write. Words such as "Traceback" in a page
 * are what somebody asked for help with.
 */
const debugPages: readonly string[] = [
  // Odoo, http_routing/views/http_routing_template.xml, `http_error_debug`.
  'id="debug_infos"',
  '<pre id="exception_traceback"',
  // filp/whoops, Resources/views/layout.html.php.
  '<div class="Whoops container">',
  // facade and spatie/laravel-ignition, resources/views/errorPage.php.
  'window.ignite(window.data)',
  // symfony/error-handler, Resources/views/exception.html.php and trace(s).html.php.
  '<div class="exception-metadata">',
  '<div class="trace trace-as-html" id="trace-box-',
  // Werkzeug, debug/tbtools.py, `HEADER`; Odoo with --dev=werkzeug.
  '"?__debugger__=yes',
  // Django, views/templates/technical_500.html.
  '<div id="traceback">',
  '<div id="pastebinTraceback"',
  'id="traceback_area"',
  // Rails, actionpack/…/rescues/_trace.html.erb; web-console, templates/index.html.erb; better_errors, templates/main.erb.
  'id="Application-Trace',
  '<div id="console" data-mount-point=',
  '/__better_errors/',
  // ASP.NET, ErrorFormatter.cs.
  "<H1>Server Error in '",
];

/** PHP, main/main.c, `php_error_cb` with html_errors: `%s<br />\n<b>%s</b>:  %s in <b>%s</b> on line <b>%d</b><br />`. */
const phpErrors: readonly string[] = [
  ...['Fatal error', 'Recoverable fatal error', 'Catchable fatal error', 'Parse error', 'Warning', 'Notice'],
  ...['Deprecated', 'Strict Standards'],
].map((severity) => `<b>${severity}</b>:  `);
const phpEnd = '</b><br />';
const phpShape: MessageShape = {
  whole: / in <b>[^<>]{1,1000}<\/b> on line <b>\d{1,9}<\/b><br \/>$/,
  torn: / in (?:<b>)?\/[^\s<>]{1,1000}\.ph(?:p\d?|tml)\b/,
};

/** Xdebug, src/develop/stack.c, `html_formats`. */
const xdebugStart = "<table class='xdebug-error ";
const xdebugEnd = '</table></font>';

const builtIn: readonly PageMarker[] = [
  ...debugPages.map((text) => ({
    text,
    until: null,
    takesUntil: false,
    shape: null,
    isInTag: /^(?:id=|"\?)/.test(text),
  })),
  ...phpErrors.map((text) => ({ text, until: phpEnd, takesUntil: true, shape: phpShape, isInTag: false })),
  { text: xdebugStart, until: xdebugEnd, takesUntil: true, shape: null, isInTag: false },
];

/** Those that every page is searched for, and the application's own. */
export function pageMarkers({ signatures }: Errors): readonly PageMarker[] {
  const own = signatures
    .filter(({ text }) => text !== '')
    .map(({ text, until }) => ({
      text: bytewise(text),
      until: until === null || until === '' ? null : bytewise(until),
      takesUntil: false,
      shape: null,
      isInTag: false,
    }));
  return [...own, ...builtIn];
}

/** As the bytes of its UTF-8 look when each is read as a character. */
function bytewise(text: string): string {
  return new TextDecoder('latin1').decode(new TextEncoder().encode(text));
}

/** What only traces of a program hold. Looked for in errors alone: in content the same words are somebody's text. */
interface TraceSignature {
  readonly from: string;
  /**
   * Begins with something rare and repeats nothing without a bound, so that no text makes it slow. Where it needs a line's
   * start it is `m`; texts are looked at together, each on lines of its own.
   */
  readonly pattern: RegExp;
}

const signatures: readonly TraceSignature[] = [
  // CPython Lib/traceback.py: `_Context`, `StackSummary.format_frame_summary`.
  { from: 'Python', pattern: /Traceback \(most recent call last\)/ },
  // Of any other file somebody says in which line of it, say, an amount is missing.
  {
    from: 'Python',
    pattern: /File "[^"\n]{1,400}(?:\.py\w?", line \d|", line \d{1,9}(?:,? in |\s{0,4}(?:\)|$)))/m,
  },
  // V8 stack trace API: `at fn (location)`, `at location`, `at async …`. A time of day is no location.
  {
    from: 'Node',
    pattern:
      /^[ \t]{0,16}at (?:[^\n(]{0,200}\()?(?:\/|[A-Za-z]:[\\/]|file:|node:|internal\/|webpack|https?:|eval at |<anonymous>)[^\n]{0,400}?:\d{1,7}:\d{1,7}/m,
  },
  // Zend/zend_exceptions.c: `_build_trace_string`, `ZEND_METHOD(Exception, __toString)`; main/main.c: `php_error_cb`.
  // What stands before the line is a file: `#12 Room (3): …` is a list of somebody's.
  {
    from: 'PHP',
    pattern:
      /^#\d{1,4} (?:[^\n(]{1,400}(?=\()(?<=[/\\.][^\n( ]{0,200})\(\d{1,7}\): |\{main\}|\[internal function\])/m,
  },
  { from: 'PHP', pattern: /\bStack trace:\s{0,4}$/m },
  { from: 'PHP', pattern: /\.(?:php\d?|phtml|inc)(?::\d{1,7}\b|\(\d{1,7}\)| on line \d)/ },
  // java.lang.Throwable.printStackTrace, and how Logback shortens it.
  {
    from: 'Java',
    pattern:
      /^[ \t]{0,16}at [\w$.<>/@-]{1,300}\((?:[\w$-]{1,120}\.(?:java|kt|scala|groovy|clj)\b|Native Method\)|Unknown Source\)|<generated>)/m,
  },
  { from: 'Java', pattern: /\bCaused by: [\w$]{1,100}\.[\w$.]{1,200}/ },
  { from: 'Java', pattern: /^[ \t]{0,16}\.\.\. \d{1,5} (?:more|common frames omitted)/m },
  // Its exceptions by their names, as messages repeat them; so with those of PHP's frameworks.
  {
    from: 'Java',
    pattern:
      /(?<![\w.$])(?:javax?|jakarta|kotlin|scala|org\.(?:springframework|apache)|com\.(?:fasterxml|mysql|sun))\.[\w.$]{1,200}(?:Exception|Error)\b/,
  },
  {
    from: 'PHP',
    pattern: /\b[A-Z]\w{1,60}(?:\\{1,2}[A-Z]\w{1,60}){1,8}(?<=Exception|Error)\b/,
  },
  // Ruby error.c: `file:line:in `method'`, since 3.4 with a straight quote and the class.
  { from: 'Ruby', pattern: /\.(?:rb|erb|haml|slim|rake|ru|builder|jbuilder):\d{1,7}:in [`'"]/ },
  // System.Diagnostics.StackTrace.ToString: `   at Type.Method(arguments) in file:line n`.
  { from: '.NET', pattern: /^ {2,16}at [\w`<>[\],+|]{1,200}\.[\w.`<>[\],+|]{1,300}\(/m },
  { from: '.NET', pattern: /\) in [^\n]{1,300}?:line \d/ },
  { from: '.NET', pattern: /--- End of (?:inner exception )?stack trace/ },
  { from: '.NET', pattern: /\b(?:System|Microsoft)\.[\w.]{1,200}Exception\b/ },
  // runtime/traceback.go.
  { from: 'Go', pattern: /\bgoroutine \d{1,12} \[/ },
  { from: 'Go', pattern: /^\t\/[^\n]{1,400}\.go:\d/m },
  {
    from: 'Go',
    pattern: /\bruntime error: (?:index out of range|invalid memory|slice bounds|integer divide)/,
  },
  // library/std/src/panicking.rs.
  { from: 'Rust', pattern: /^thread '[^'\n]{0,100}' (?:\(\d{1,10}\) )?panicked at /m },
  // lib/elixir/lib/exception.ex: `format_stacktrace_entry`.
  {
    from: 'Elixir',
    pattern: /^[ \t]{1,16}\([a-z_]{1,60}(?: [\d.]{1,20}[^)\n]{0,20})?\) lib\/[^\n]{1,300}?:\d/m,
  },
  // lauxlib.c: `luaL_traceback`; GHC.Stack: `prettyCallStack`; base/errorshow.jl: `show_backtrace`; ColdFusion.
  { from: 'Lua', pattern: /^stack traceback:\s{0,4}$|\.lua:\d{1,7}: /m },
  { from: 'Haskell', pattern: /\bCallStack \(from HasCallStack\)/ },
  { from: 'Julia', pattern: /^Stacktrace:\s{0,4}$/m },
  { from: 'ColdFusion', pattern: /\.cf[cm]l?: line \d/ },
  { from: 'Perl', pattern: /\.(?:pl|pm|cgi|psgi|t) line \d{1,7}\b/ },
  // What drivers write before the server's words: psycopg2, PDO, JDBC, Oracle, ruby-pg, SQLAlchemy.
  {
    from: 'SQL',
    pattern:
      /\bpsycopg\d?\.(?:errors\.|\w{0,40}Error)|\bSQLSTATE\[|\bSQLException\b|\bORA-\d{5}:|\bPG::[A-Z]\w{1,60}|\bsqlalchemy\.exc\.|\bsqlite3\.\w{0,40}Error|\bActiveRecord::\w{1,60}|\borg\.(?:hibernate|postgresql)\.|You have an error in your SQL syntax/,
  },
  // Where programs lie. A path alone may be the reader's own, echoed by a 404; quoted, or with a line, it is not.
  {
    from: 'server paths',
    pattern:
      /(?:['"(]|file:\/\/)\/(?:usr\/(?:local\/)?(?:lib|share|src)|var\/(?:www|lib|task)|opt|etc)\/[^\s'"]{2}/,
  },
  {
    from: 'server paths',
    pattern:
      /(?:['"(]|file:\/\/)\/(?:srv|root|app|home|Users)\/[^\s'"]{1,100}?\.(?:py|[cm]?[jt]s|rb|php|go|java|rs|cs|pl|so|sock|conf|sqlite3?|db|log|pem|env|ya?ml|ini)\b/,
  },
  {
    from: 'server paths',
    pattern: /\/(?:usr|var|opt|srv|home|root|app|Users)\/[^\s'"]{1,100}?\.[a-z]{1,6}(?::\d|, line \d)/,
  },
  { from: 'server paths', pattern: /\/(?:site-packages|dist-packages|node_modules)\/[^\s'"]{1,100}?[:(]\d/ },
  {
    from: 'server paths',
    pattern: /\b[A-Za-z]:\\{1,2}(?:inetpub|Users|Windows|Program Files|xampp|wamp|www|src)\b/i,
  },
];

/** Whether a text, or one of several on lines of their own, shows where in a program something failed. */
export function hasTrace(text: string): boolean {
  return signatures.some(({ pattern }) => pattern.test(text));
}

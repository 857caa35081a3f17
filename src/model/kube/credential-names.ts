/** Words of names that say what the value is; a name is split at `_`, `-`, `.` and changes of case. */
const WORDS: ReadonlySet<string> = new Set([
  'passwd',
  'password',
  'passphrase',
  'pwd',
  'secret',
  'token',
  'credential',
  'credentials',
  'creds',
  'apikey',
  'accesskey',
  'secretkey',
  'privatekey',
  'clientsecret',
  'accesstoken',
  'authtoken',
  'sshpass',
  'dbpass',
  'pgpass',
]);
/** Pairs of neighbouring words that say it together. */
const PAIRS: ReadonlySet<string> = new Set([
  'api key',
  'access key',
  'secret key',
  'private key',
  'auth key',
  'encryption key',
  'master key',
  'session key',
  'signing key',
  'client secret',
  // Variables that their programs document as passwords.
  'rediscli auth',
  'redis auth',
  'neo4j auth',
]);
/** Words that may be written together with what they are of: PGPASSWORD, DBPASSWORD. */
const ENDS = ['password', 'passwd', 'apikey'];
/** Before `pass` as the last word: no password. */
const NO_PASSWORD: ReadonlySet<string> = new Set(['first', 'multi', 'one', 'proxy', 'second', 'single', 'two']);

/** Last words that say: not the credential itself, but where it is, how long it lasts, what it is called. */
const ABOUT: ReadonlySet<string> = new Set([
  'algorithm',
  'count',
  'dir',
  'directory',
  'enabled',
  'endpoint',
  'expiration',
  'expiry',
  'file',
  'folder',
  'format',
  'header',
  'host',
  'id',
  'interval',
  'issuer',
  'length',
  'lifetime',
  'location',
  'max',
  'min',
  'mode',
  'mount',
  'name',
  'namespace',
  'path',
  'policy',
  'port',
  'prefix',
  'provider',
  'ref',
  'required',
  'size',
  'store',
  'suffix',
  'timeout',
  'ttl',
  'type',
  'url',
  'uri',
  'user',
  'username',
  'version',
]);

/** More of these, of which the word is too often part of a value's own name for a mask to be left off. */
const ALSO_ABOUT: ReadonlySet<string> = new Set([
  'after',
  'age',
  'alg',
  'annotation',
  'arn',
  'at',
  'attempt',
  'attribute',
  'audience',
  'backend',
  'by',
  'cache',
  'claim',
  'class',
  'complexity',
  'domain',
  'driver',
  'duration',
  'encoder',
  'encoding',
  'engine',
  'env',
  'expires',
  'field',
  'from',
  'generator',
  'handler',
  'in',
  'kind',
  'label',
  'lifespan',
  'limit',
  'manager',
  'message',
  'method',
  'page',
  'param',
  'parameter',
  'pattern',
  'period',
  'plugin',
  'realm',
  'regex',
  'region',
  'resolver',
  'retention',
  'retry',
  'role',
  'rotation',
  'rule',
  'scope',
  'selector',
  'server',
  'service',
  'source',
  'strategy',
  'strength',
  'subject',
  'template',
  'validator',
  'validity',
  'window',
]);

/** Last two words that say the same, where the last alone does not: `SECRET_COOKIE` is the cookie itself. */
const ABOUT_PAIRS: ReadonlySet<string> = new Set(['token cookie']);

/** Before `secret` as the last word: the name of an object of that kind. */
const OF_OBJECTS: ReadonlySet<string> = new Set([
  'ca',
  'cert',
  'certificate',
  'existing',
  'k8s',
  'kubernetes',
  'pull',
  'ssl',
  'tls',
]);

function splitName(spaced: string): readonly string[] {
  return spaced
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** The words of a name as they are written, where a capital follows a small letter. */
function plainWords(name: string): readonly string[] {
  return splitName(name.slice(0, 256).replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2'));
}

/** The same as people read them: `AWSSecretKey` has three, `PASSWORD2` and `API_KEYS` are one more of what they say. */
function readWords(name: string): readonly string[] {
  const spaced = name.slice(0, 256).replaceAll(/([a-z]\d{0,3})([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2');
  const words = splitName(spaced).map((word) => word.replace(/(?<=[a-z]{3})\d{1,3}$/, ''));
  return words.map((word, i) => (isPlural(words, i) ? word.slice(0, -1) : word));
}

/** Tokens are also what texts are cut into: alone their plural says nothing. */
function isPlural(words: readonly string[], at: number): boolean {
  const word = words[at];
  if (word === 'tokens') return /^(?:access|api|auth|bearer|refresh)$/.test(words[at - 1] ?? '');
  return word === 'keys' || (at === words.length - 1 && (word === 'passwords' || word === 'secrets'));
}

/** What says it as the last word only. */
function sayingEnd(words: readonly string[]): string | undefined {
  const [before = '', last = ''] = words.length > 1 ? words.slice(-2) : ['', ...words];
  if (last === 'pass' && !NO_PASSWORD.has(before)) return 'pass';
  if (last === 'pw') return 'pw';
  return before === 'basic' && last === 'auth' ? 'basic auth' : undefined;
}

function sayingWord(words: readonly string[]): string | undefined {
  const pair = words.map((word, i) => `${word} ${words[i + 1] ?? ''}`);
  const said = pair.find((two) => PAIRS.has(two)) ?? words.find((word) => WORDS.has(word));
  if (said !== undefined) return said;
  return sayingEnd(words) ?? ENDS.find((end) => words.some((word) => word.endsWith(end)));
}

function saidBy(words: readonly string[]): string | undefined {
  return ABOUT.has(words.at(-1) ?? '') ? undefined : sayingWord(words);
}

/** Whether a name only tells of credentials, of one or of several: `SECRET_NAME`, `SECRET_NAMES`. */
function isAbout(words: readonly string[]): boolean {
  const last = words.at(-1) ?? '';
  if (ABOUT_PAIRS.has(words.slice(-2).join(' '))) return true;
  return [last, last.replace(/s$/, ''), last.replace(/ies$/, 'y')].some(
    (word) => ABOUT.has(word) || ALSO_ABOUT.has(word),
  );
}

function namesAnObject(words: readonly string[]): boolean {
  return words.at(-1) === 'secret' && OF_OBJECTS.has(words.at(-2) ?? '');
}

/** Names repeat all over a fleet; what so many of them say is remembered at once. */
const MOST_NAMES = 4096;

function remember(read: (name: string) => string | undefined): (name: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (name) => {
    let word = known.get(name);
    if (word === undefined && !known.has(name)) {
      if (known.size >= MOST_NAMES) known.clear();
      known.set(name, (word = read(name)));
    }
    return word;
  };
}

/** What a name says its value is, for masks; undefined where it says nothing. */
export const wordForMask = remember((name) => saidBy(plainWords(name)) ?? saidBy(readWords(name)));

/** The same for findings: without names that only tell of a credential (its audience, its source), or which object it is in. */
export const wordForFinding = remember((name) => {
  const words = readWords(name);
  return isAbout(words) || namesAnObject(words) ? undefined : saidBy(words);
});

/** Whether a name can mean the Secret that a password is in as well as a secret: `DB_PASSWORD_SECRET`. Of tokens and keys there are secrets that are called so. */
export function mayNameSecret(name: string): boolean {
  return /(?:pass|passwd|password|passphrase|pwd|credentials?|creds)[_.-]?secrets?$/i.test(name.slice(-64));
}

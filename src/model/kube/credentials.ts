/** Why a literal is taken for a credential. */
export interface CredentialSign {
  /** `format`: the value has the form of a known kind of credential. `name`: the variable's name says what it holds. */
  readonly kind: 'format' | 'name';
  /** A noun phrase for sentences: `an AWS access key id`, `a value under a name that says password`. */
  readonly reason: string;
}

/** How far into a value formats are looked for. */
const LOOK = 65_536;

/** Forms of credentials that their issuers document; each begins with text that hardly stands anywhere else. */
const FORMATS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/, 'an AWS access key id'],
  [/\bgh[pousr]_[A-Za-z0-9]{36}\b/, 'a GitHub token'],
  [/\bgithub_pat_[A-Za-z0-9_]{60,90}\b/, 'a GitHub token'],
  [/\bglpat-[A-Za-z0-9_-]{20,64}/, 'a GitLab token'],
  [/\bxox[abeoprs]-[A-Za-z0-9-]{10,250}/, 'a Slack token'],
  [/\bhooks\.slack\.com\/services\/T[A-Za-z0-9]{5,20}\/B[A-Za-z0-9]{5,20}\/[A-Za-z0-9]{20,40}/, 'a Slack webhook'],
  [/\b[rs]k_live_[A-Za-z0-9]{20,200}/, 'a Stripe key'],
  [/\bAIza[A-Za-z0-9_-]{35}/, 'a Google API key'],
  [/\bya29\.[A-Za-z0-9_-]{30,500}/, 'a Google access token'],
  [/\bnpm_[A-Za-z0-9]{36}\b/, 'an npm token'],
  [/\bpypi-[A-Za-z0-9_-]{50,300}/, 'a PyPI token'],
  [/\bhv[bs]\.[A-Za-z0-9_-]{24,300}/, 'a Vault token'],
  [/\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}/, 'a SendGrid key'],
  [/\bdckr_pat_[A-Za-z0-9_-]{20,64}/, 'a Docker Hub token'],
  [/\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,200}/, 'an API key of a language model'],
  [/\beyJ[A-Za-z0-9_-]{10,4000}\.eyJ[A-Za-z0-9_-]{10,8000}\.[A-Za-z0-9_-]{10,2000}/, 'a JSON Web Token'],
  [/-----BEGIN (?:[A-Z]{2,20} ){0,2}PRIVATE KEY-----/, 'a private key'],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@$]{0,100}:[^\s/:@${}<>]{3,200}@/i, 'a URL with a password in it'],
  [/\bAccountKey=[A-Za-z0-9+/]{40,120}={0,2}/, 'an Azure storage key'],
  [/(?:^|[;\s])(?:password|pwd)=[^;\s${}<>]{3,200}/i, 'a connection string with a password in it'],
  // -Djavax.net.ssl.trustStorePassword=…, --db-password=…
  [
    /(?:^|[\s"'])--?[a-z][\w.-]{0,100}(?:password|passwd|passphrase)=["']?[^\s"'${}<>/]{3,200}/i,
    'an option with a password in it',
  ],
];

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
]);
/** Pairs of neighbouring words that say it together. */
const PAIRS: ReadonlySet<string> = new Set([
  'api key',
  'access key',
  'secret key',
  'private key',
  'auth key',
  'encryption key',
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
  'alg',
  'annotation',
  'arn',
  'attribute',
  'audience',
  'audiences',
  'backend',
  'claim',
  'class',
  'driver',
  'duration',
  'encoder',
  'encoding',
  'engine',
  'field',
  'generator',
  'handler',
  'kind',
  'label',
  'manager',
  'method',
  'param',
  'parameter',
  'plugin',
  'realm',
  'region',
  'resolver',
  'role',
  'scope',
  'scopes',
  'server',
  'service',
  'source',
  'strategy',
  'validator',
]);

/** Before `secret` as the last word: the name of an object of that kind. */
const OF_OBJECTS: ReadonlySet<string> = new Set([
  'ca',
  'cert',
  'certificate',
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

/** Names repeat all over a fleet; so many are remembered at once. */
const MOST_NAMES = 4096;
const knownWords = new Map<string, readonly string[]>();

/** The same as people read them: `AWSSecretKey` has three, `PASSWORD2` and `API_KEYS` are one more of what they say. */
function readWords(name: string): readonly string[] {
  let words = knownWords.get(name);
  if (words === undefined) {
    if (knownWords.size >= MOST_NAMES) knownWords.clear();
    knownWords.set(name, (words = splitWords(name)));
  }
  return words;
}

function splitWords(name: string): readonly string[] {
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

function sayingWord(words: readonly string[]): string | undefined {
  const pair = words.map((word, i) => `${word} ${words[i + 1] ?? ''}`);
  const said = pair.find((two) => PAIRS.has(two)) ?? words.find((word) => WORDS.has(word));
  if (said !== undefined) return said;
  if (words.at(-1) === 'pass' && !NO_PASSWORD.has(words.at(-2) ?? '')) return 'pass';
  return ENDS.find((end) => words.some((word) => word.endsWith(end)));
}

/** Values that are no credential whatever their name: paths, switches, numbers, durations, templates. */
const HARMLESS: readonly RegExp[] = [
  /\{\{/,
  /^<[^>]{0,200}>$/,
  /^\.{0,2}\//,
  /^(?:true|false|yes|no|on|off|none|null|nil|enabled|disabled|required|optional)$/i,
  /^[+-]?\d{1,20}(?:\.\d{1,20})?(?:ns|us|ms|s|m|h|d|ki|mi|gi|k|b|%)?$/i,
  /^https?:\/\/[^\s@]{0,2000}$/i,
];

/** Stands for a reference: no variable holds this character. */
const REFERENCE = '\u0000';

const LED_TO = new RegExp(String.raw`[\w.-]{1,64}[:=\s]\s{0,3}${REFERENCE}`, 'g');

/** A text with its references (`$(NAME)`, `${NAME}`) as REFERENCE, each with the `user:` or `Bearer ` before it. `$$(` is how `$(` itself is written. */
function markReferences(text: string): string {
  return text
    .replaceAll(/\$\$\(|\$\([\w.-]{1,256}\)|\$\{[^}]{0,200}\}/g, (found) => (found === '$$(' ? found : REFERENCE))
    .replaceAll(LED_TO, REFERENCE);
}

/** Whether a value cannot be a credential: what is left without its references is nothing, or nothing secret. */
function isHarmless(text: string): boolean {
  if (HARMLESS.some((pattern) => pattern.test(text))) return true;
  if (!text.includes('$')) return false;
  const marked = markReferences(text);
  if (!marked.includes(REFERENCE)) return false;
  const rest = marked.replaceAll(REFERENCE, '');
  return !/[a-z]/i.test(rest) || HARMLESS.some((pattern) => pattern.test(rest));
}

/** What a literal's own text says; `undefined` for one that a name may say something of, `harmless` where no name can. */
function readValue(value: string): CredentialSign | 'harmless' | undefined {
  const head = value.slice(0, LOOK);
  const format = FORMATS.find(([pattern]) => pattern.test(head));
  if (format !== undefined) return { kind: 'format', reason: format[1] };
  const text = head.trim();
  return text === '' || isHarmless(text) ? 'harmless' : undefined;
}

function signOfName(words: readonly string[]): CredentialSign | undefined {
  const word = sayingWord(words);
  if (word === undefined || ABOUT.has(words.at(-1) ?? '')) return undefined;
  return { kind: 'name', reason: `a value under a name that says ${word}` };
}

function namesAnObject(words: readonly string[]): boolean {
  return words.at(-1) === 'secret' && OF_OBJECTS.has(words.at(-2) ?? '');
}

/**
 * Tells whether an environment variable's literal looks like a credential, and why; undefined when it does not. Formats of known issuers count under any
 * name; names count on whole words, unless what stands there cannot be a credential. Linear in the length of the value. A default such as `changeme` under
 * such a name is a credential: it is the one that works. For masks, which had rather hide too much: whoever makes a finding of it asks {@link findCredential}.
 */
export function looksLikeCredential(name: string, value: string): CredentialSign | undefined {
  const read = readValue(value);
  if (read !== undefined) return read === 'harmless' ? undefined : read;
  return signOfName(plainWords(name)) ?? signOfName(readWords(name));
}

/** The same for findings: without the names that only tell of a credential (its audience, its source), or which object it is in. */
export function findCredential(name: string, value: string): CredentialSign | undefined {
  const read = readValue(value);
  if (read !== undefined) return read === 'harmless' ? undefined : read;
  const words = readWords(name);
  return ALSO_ABOUT.has(words.at(-1) ?? '') || namesAnObject(words) ? undefined : signOfName(words);
}

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
  'apikey',
  'accesskey',
  'secretkey',
  'privatekey',
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
]);

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

function wordsOf(name: string): readonly string[] {
  const spaced = name.slice(0, 256).replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2');
  return spaced
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function sayingWord(words: readonly string[]): string | undefined {
  const pair = words.map((word, i) => `${word} ${words[i + 1] ?? ''}`).find((two) => PAIRS.has(two));
  return pair ?? words.find((word) => WORDS.has(word));
}

/** Values that are no credential whatever their name: references, paths, switches, numbers, durations, templates. */
const HARMLESS: readonly RegExp[] = [
  /\$\(\w{1,100}\)/,
  /\$\{[^}]{0,200}\}/,
  /\{\{/,
  /^<[^>]{0,200}>$/,
  /^\.{0,2}\//,
  /^(?:true|false|yes|no|on|off|none|null|nil|enabled|disabled|required|optional)$/i,
  /^[+-]?\d{1,20}(?:\.\d{1,20})?(?:ns|us|ms|s|m|h|d|ki|mi|gi|k|b|%)?$/i,
  /^https?:\/\/[^\s@]{0,2000}$/i,
];

/**
 * Tells whether an environment variable's literal looks like a credential, and why; undefined when it does not. Formats of known issuers count under any
 * name; names count on whole words, unless what stands there cannot be a credential. Linear in the length of the value. A default such as `changeme` under
 * such a name is a credential: it is the one that works.
 */
export function looksLikeCredential(name: string, value: string): CredentialSign | undefined {
  const head = value.slice(0, LOOK);
  const format = FORMATS.find(([pattern]) => pattern.test(head));
  if (format !== undefined) return { kind: 'format', reason: format[1] };
  const text = head.trim();
  if (text === '' || HARMLESS.some((pattern) => pattern.test(text))) return undefined;
  const words = wordsOf(name);
  const word = sayingWord(words);
  if (word === undefined || ABOUT.has(words.at(-1) ?? '')) return undefined;
  return { kind: 'name', reason: `a value under a name that says ${word}` };
}

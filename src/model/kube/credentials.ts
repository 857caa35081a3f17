import { mayNameSecret, wordForFinding, wordForMask } from './credential-names.ts';

/** Why a literal is taken for a credential. */
export interface CredentialSign {
  /** `format`: the value has the form of a known kind of credential. `name`: the variable's name says what it holds. */
  readonly kind: 'format' | 'name';
  /** A noun phrase for sentences: `an AWS access key id`, `a value under a name that says password`. */
  readonly reason: string;
}

/** How far into a value formats are looked for. */
const LOOK = 65_536;

/** Whether what stands behind `Basic` is a user and a password (RFC 7617), and no word. */
function holdsUserAndPassword(value: string): boolean {
  const text = /\bbasic\s{1,3}([A-Za-z0-9+/]{8,2000})/i.exec(value)?.[1] ?? '';
  // Whole groups of four decode on their own.
  return /^[ -9;-~]*:[ -~]*$/.test(atob(text.slice(0, text.length - (text.length % 4))));
}

/** Forms of credentials that their issuers document; each begins with text that hardly stands anywhere else, or is looked at again by the function behind it. */
const FORMATS: readonly (readonly [RegExp, string, ((value: string) => boolean)?])[] = [
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
  [/-----BEGIN (?:[A-Z]{2,20} ){0,2}PRIVATE KEY(?: BLOCK)?-----/, 'a private key'],
  [/\bhf_[A-Za-z0-9]{30,100}\b/, 'a Hugging Face token'],
  [/\bdo[opr]_v1_[a-f0-9]{64}\b/, 'a DigitalOcean token'],
  [/\bdiscord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{5,30}\/[A-Za-z0-9_-]{20,200}/, 'a Discord webhook'],
  [
    /"auth"\s{0,9}:\s{0,9}"[A-Za-z0-9+/]{4,4000}={0,2}"/,
    'a Docker configuration with a password in it',
    (value) => value.includes('"auths"'),
  ],
  [
    /(?:^|[?&;\s])sig=[A-Za-z0-9%+/]{40,300}/,
    'an Azure shared access signature',
    (value) => /(?:^|[?&;\s])s[ev]=/.test(value),
  ],
  // Not `Bearer authentication`, which tells of it.
  [
    /(?:^|[=:"'])\s{0,3}bearer\s{1,3}(?!(?:auth[a-z]{0,12}|credentials|challenge|tokens?-[a-z]{2,12})(?![\w.~+/-]))[\w.~+/-]{8,4000}={0,2}(?=$|[\s,;"'])/i,
    'the value of an Authorization header',
  ],
  [
    /(?:^|[=:"'])\s{0,3}basic\s{1,3}[A-Za-z0-9+/]{8,2000}={0,2}(?=$|[\s,;"'])/i,
    'the value of an Authorization header',
    holdsUserAndPassword,
  ],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@$]{0,100}:[^\s/:@${}<>]{3,200}@/i, 'a URL with a password in it'],
  [/\bAccountKey=[A-Za-z0-9+/]{40,120}={0,2}/, 'an Azure storage key'],
  [/(?:^|[;\s])(?:password|pwd)=[^;\s${}<>]{3,200}/i, 'a connection string with a password in it'],
  // -Djavax.net.ssl.trustStorePassword=…, --db-password=…
  [
    /(?:^|[\s"'])--?[a-z][\w.-]{0,100}(?:password|passwd|passphrase)=["']?[^\s"'${}<>/]{3,200}/i,
    'an option with a password in it',
  ],
];

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

/** What every text in one of the formats has: a long word, or a sign or word that stands before or behind a password. It spares most texts the formats. */
const MAY_HAVE_FORMAT = /[\w-]{15}|[@=]|-----|eyJ|"auths"|\b(?:basic|bearer)\s/i;

function findFormat(value: string): CredentialSign | undefined {
  const head = value.slice(0, LOOK);
  if (!MAY_HAVE_FORMAT.test(head)) return undefined;
  const format = FORMATS.find(([pattern, , confirm]) => pattern.test(head) && (confirm?.(head) ?? true));
  return format && { kind: 'format', reason: format[1] };
}

/** Of names that say it only together with a value of this form. */
const SHAPES: ReadonlyMap<string, RegExp> = new Map([['basic auth', /^[^\s:/]{1,200}:[^\s:/]/]]);

function saysNothing(word: string, value: string): boolean {
  const text = value.slice(0, LOOK).trim();
  return text === '' || isHarmless(text) || SHAPES.get(word)?.test(text) === false;
}

/** What a literal's own text says, else its name, unless no name can say anything of that text. */
function signOf(name: string, value: string, read: (name: string) => string | undefined): CredentialSign | undefined {
  const format = findFormat(value);
  if (format !== undefined) return format;
  const word = read(name);
  return word === undefined || saysNothing(word, value)
    ? undefined
    : { kind: 'name', reason: `a value under a name that says ${word}` };
}

/**
 * Tells whether an environment variable's literal looks like a credential, and why; undefined when it does not. Formats of known issuers count under any
 * name; names count on whole words, unless what stands there cannot be a credential. Linear in the length of the value. A default such as `changeme` under
 * such a name is a credential: it is the one that works. For masks, which had rather hide too much: whoever makes a finding of it asks {@link findCredential}.
 */
export function looksLikeCredential(name: string, value: string): CredentialSign | undefined {
  return signOf(name, value, wordForMask);
}

/** What Secrets are called in Kubernetes: words with hyphens between them, and hardly a password. */
const OBJECT_NAME = /^(?=.{1,63}$)[a-z]{2,30}(?:-(?:[a-z]{2,30}|[a-z]{0,3}\d{1,3}))+$/;

/**
 * The same for findings: without the names that only tell of a credential (its audience, its source), or which object it is in. Where the name can mean
 * either, as `DB_PASSWORD_SECRET` can, the value tells.
 */
export function findCredential(name: string, value: string): CredentialSign | undefined {
  const sign = signOf(name, value, wordForFinding);
  return sign?.kind === 'name' && mayNameSecret(name) && OBJECT_NAME.test(value.trim()) ? undefined : sign;
}

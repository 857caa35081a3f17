import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const HOUR_MS = 3_600_000;

/** A certificate or a key as PEM text. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** Who a client certificate is for: the API server reads CN as the user and each O as a group. */
export interface CertificateUser {
  readonly user: string;
  readonly groups?: readonly string[];
}

/** From when to when a certificate holds; by default from an hour ago for a day. */
export interface Validity {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** An authority that signs certificates for one throw-away cluster. */
export interface Authority {
  readonly pair: KeyPair;
  /** A certificate for a server on loopback. */
  server(validity?: Validity): Promise<KeyPair>;
  client(user: CertificateUser, validity?: Validity): Promise<KeyPair>;
}

type Keys = webcrypto.CryptoKeyPair;

async function makeKeys(): Promise<Keys> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function pemOfKey(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${bytes.replaceAll(/(.{64})/g, '$1\n').trimEnd()}\n-----END PRIVATE KEY-----\n`;
}

async function pemOfPublicKey(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey('spki', key)).toString('base64');
  return `-----BEGIN PUBLIC KEY-----\n${bytes.replaceAll(/(.{64})/g, '$1\n').trimEnd()}\n-----END PUBLIC KEY-----\n`;
}

/** A key pair for signing service account tokens (ES256: an RSA key takes a second to make), public and private as PEM. */
export async function makeTokenKeys(): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  const keys = await makeKeys();
  return { publicKey: await pemOfPublicKey(keys.publicKey), privateKey: await pemOfKey(keys.privateKey) };
}

function times(validity: Validity): { readonly notBefore: Date; readonly notAfter: Date } {
  const now = Date.now();
  return {
    notBefore: validity.notBefore ?? new Date(now - HOUR_MS),
    notAfter: validity.notAfter ?? new Date(now + 24 * HOUR_MS),
  };
}

const serial = (): string => `01${randomBytes(8).toString('hex')}`;

async function pairOf(certificate: X509Certificate, keys: Keys): Promise<KeyPair> {
  return { certificate: `${certificate.toString('pem')}\n`, key: await pemOfKey(keys.privateKey) };
}

const LOOPBACK: JsonGeneralName[] = [
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '10.96.0.1' },
  { type: 'dns', value: 'localhost' },
  { type: 'dns', value: 'kubernetes.default.svc' },
];

/** Makes a new authority with an EC P-256 key. */
export async function makeAuthority(commonName = 'merlon-test-ca'): Promise<Authority> {
  const keys = await makeKeys();
  const root = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: [{ CN: [commonName] }],
    ...times({}),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature, true),
    ],
  });
  const sign = async (
    subject: { CN: string[]; O?: string[] },
    usage: ExtendedKeyUsage,
    validity: Validity,
  ): Promise<KeyPair> => {
    const own = await makeKeys();
    const names = usage === ExtendedKeyUsage.serverAuth ? [new SubjectAlternativeNameExtension(LOOPBACK)] : [];
    const certificate = await X509CertificateGenerator.create({
      serialNumber: serial(),
      subject: [{ CN: subject.CN }, ...(subject.O ?? []).map((group) => ({ O: [group] }))],
      issuer: root.subject,
      ...times(validity),
      signingAlgorithm: ALGORITHM,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([usage]),
        ...names,
      ],
    });
    return pairOf(certificate, own);
  };
  return {
    pair: await pairOf(root, keys),
    server: (validity = {}) => sign({ CN: ['kube-apiserver'] }, ExtendedKeyUsage.serverAuth, validity),
    client: ({ user, groups = [] }, validity = {}) =>
      sign({ CN: [user], O: [...groups] }, ExtendedKeyUsage.clientAuth, validity),
  };
}

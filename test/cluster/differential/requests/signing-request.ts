import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';

/** A request for a client certificate as the API takes it: PEM in base64. */
export async function makeSigningRequest(): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = await Pkcs10CertificateRequestGenerator.create(
    { name: 'CN=joe', keys, signingAlgorithm: algorithm },
    webcrypto,
  );
  return Buffer.from(request.toString('pem')).toString('base64');
}

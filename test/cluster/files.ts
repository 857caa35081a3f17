import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Authority, type KeyPair, makeAuthority, makeTokenKeys } from './pki.ts';

/** The files of one control plane that hold keys, all below a private folder. */
export interface PlaneFiles {
  readonly folder: string;
  readonly authority: Authority;
  /** Path of a file in the folder. */
  at(name: string): string;
  write(name: string, text: string): Promise<string>;
  /** Writes `NAME.crt` and `NAME.key`. */
  writePair(name: string, pair: KeyPair): Promise<void>;
}

/** Everything is recorded, bodies are not: who asked for what is what tests want to know, and bodies hold Secrets. */
const AUDIT_POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata' }],
};

/** Makes the keys, certificates and policy of a control plane in a folder that is there already and private. */
export async function writePlaneFiles(folder: string): Promise<PlaneFiles> {
  const authority = await makeAuthority();
  const at = (name: string): string => path.join(folder, name);
  const write = async (name: string, text: string): Promise<string> => {
    await writeFile(at(name), text, { mode: 0o600 });
    return at(name);
  };
  const files: PlaneFiles = {
    folder,
    authority,
    at,
    write,
    async writePair(name, { certificate, key }) {
      await write(`${name}.crt`, certificate);
      await write(`${name}.key`, key);
    },
  };
  const tokens = await makeTokenKeys();
  await mkdir(at('etcd'), { mode: 0o700 });
  await files.writePair('ca', authority.pair);
  await files.writePair('apiserver', await authority.server());
  await write('tokens.pub', tokens.publicKey);
  await write('tokens.key', tokens.privateKey);
  await write('audit-policy.yaml', JSON.stringify(AUDIT_POLICY));
  return files;
}

/** A kubeconfig as text (JSON is YAML) for one user with a client certificate. */
export function kubeconfigText(url: string, ca: string, pair: KeyPair, user: string): string {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'merlon-test', cluster: { server: url, 'certificate-authority-data': base64(ca) } }],
    users: [
      {
        name: user,
        user: { 'client-certificate-data': base64(pair.certificate), 'client-key-data': base64(pair.key) },
      },
    ],
    contexts: [{ name: 'merlon-test', context: { cluster: 'merlon-test', user } }],
    'current-context': 'merlon-test',
  });
}

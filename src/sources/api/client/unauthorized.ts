import { X509Certificate } from 'node:crypto';
import { type Json, valueAt } from '../../../model/json.ts';
import type { Credentials } from '../credentials/index.ts';

const CLOCK_TOLERANCE_MS = 60_000;

/** The expiry of a bearer token that says one, in milliseconds. RFC 7519. */
function expiryOfToken({ headers }: Credentials): number | undefined {
  const { Authorization = '' } = headers;
  const [, body = ''] = typeof Authorization === 'string' ? Authorization.replace(/^Bearer /, '').split('.') : [];
  try {
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Json;
    const expiry = valueAt(claims, ['exp']);
    return typeof expiry === 'number' ? expiry * 1000 : undefined;
  } catch {
    return undefined;
  }
}

/** From when to when the client's certificate holds, in milliseconds. */
function validityOf({ tls }: Credentials): { readonly from: number; readonly to: number } | undefined {
  if (tls.cert === undefined) return undefined;
  try {
    const { validFrom, validTo } = new X509Certificate(tls.cert);
    return { from: Date.parse(validFrom), to: Date.parse(validTo) };
  } catch {
    return undefined;
  }
}

function describeClock(skew: number): string {
  if (Math.abs(skew) <= CLOCK_TOLERANCE_MS) return '';
  const minutes = Math.round(Math.abs(skew) / 60_000);
  return `; the clock of this machine is ${minutes} min ${skew > 0 ? 'ahead of' : 'behind'} the server's`;
}

/**
 * Why the server does not know us: an expired token or certificate and a wrong clock are worth saying.
 * `server` is the time that the server's answer bears, NaN for none, and `now` ours, both in milliseconds.
 */
export function whyUnauthorized(credentials: Credentials, server: number, now: number): string {
  const clock = describeClock(Number.isNaN(server) ? 0 : now - server);
  const there = Number.isNaN(server) ? now : server;
  const expiry = expiryOfToken(credentials);
  if (expiry !== undefined && expiry < there)
    return `the token expired at ${new Date(expiry).toISOString()}: log in again${clock}`;
  const validity = validityOf(credentials);
  if (validity !== undefined && validity.to < there)
    return `the client certificate expired at ${new Date(validity.to).toISOString()}: ask for a new one${clock}`;
  if (validity !== undefined && validity.from > there)
    return `the client certificate holds from ${new Date(validity.from).toISOString()} only${clock}`;
  return `the server does not accept the credentials: log in again, or look at the user of the context${clock}`;
}

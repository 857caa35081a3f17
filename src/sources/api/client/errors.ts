/** The ways in which a request can fail, as far as anyone does something else about them. */
export type ApiProblem =
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'gone'
  | 'throttled'
  | 'unavailable'
  | 'timeout'
  | 'tls'
  | 'proxy'
  | 'bad-answer';

/** A request to the API server that came to nothing; the message says what it was and what to do. */
export class ApiError extends Error {
  readonly problem: ApiProblem;
  readonly status: number | undefined;
  /** How long the server asks to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  constructor(
    problem: ApiProblem,
    message: string,
    more: { readonly status?: number; readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'ApiError';
    this.problem = problem;
    this.status = more.status;
    this.retryAfterMs = more.retryAfterMs;
  }
}

const TLS_CODES = /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;

const TLS_HINTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired, or the clock of this machine is ahead',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet: the clock of this machine is behind',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name (tls-server-name in the kubeconfig may name it)',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not signed by the authority in the kubeconfig',
  SELF_SIGNED_CERT_IN_CHAIN:
    'its certificate is not signed by the authority in the kubeconfig: the cluster may have changed its authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is not signed by the authority in the kubeconfig: the cluster may have changed its authority',
  CERT_SIGNATURE_FAILURE:
    'its certificate is not signed by the authority in the kubeconfig: the cluster may have changed its authority',
};

/** An error below HTTP (no connection, no trust) as one of ours. */
export function fromTransport(error: unknown, server: string): ApiError {
  if (error instanceof ApiError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'EPROTO' || TLS_CODES.test(code)) {
    const hint = TLS_HINTS[code] ?? message;
    return new ApiError('tls', `${server} is not trusted: ${hint} (${code})`, { cause: error });
  }
  const said = code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? 'its name is not known' : message;
  return new ApiError('unavailable', `${server} cannot be reached: ${said}`, { cause: error });
}

const PASSING_PROXY_ANSWERS = new Set([429, 500, 502, 503, 504]);

/** What went wrong between us and a proxy, as one of our errors; undefined when the proxy has no part in it. Its login is not printed. */
export function fromProxy(error: unknown, proxy: string): ApiError | undefined {
  if (!(error instanceof Error) || error instanceof ApiError) return undefined;
  const host = URL.canParse(proxy) ? new URL(proxy).host : 'of the kubeconfig or the environment';
  const [, answered] = /^Bad response: (\d+)$/.exec(error.message) ?? [];
  if (answered !== undefined) {
    const hint = answered === '407' ? ': it wants a login (http://user:password@host:port)' : '';
    const problem = PASSING_PROXY_ANSWERS.has(Number(answered)) ? 'unavailable' : 'proxy';
    return new ApiError(problem, `the proxy ${host} answered ${answered}${hint}`, { cause: error });
  }
  const { code = '' } = error as NodeJS.ErrnoException;
  if (!/^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(code)) return undefined;
  return new ApiError('unavailable', `the proxy ${host} cannot be reached: ${code}`, { cause: error });
}

/** Whether asking again may help. */
export function isPassing({ problem }: ApiError): boolean {
  return problem === 'unavailable' || problem === 'throttled';
}

/** Whether it is about who we are or the way there, and so about every request: no list alone is to blame. */
export function isForAll({ problem }: ApiError): boolean {
  return problem === 'unauthorized' || problem === 'tls' || problem === 'proxy';
}

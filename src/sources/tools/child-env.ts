const KEPT = ['PATH', 'HOME', 'TMPDIR', 'TMP', 'TEMP', 'LANG', 'SystemRoot', 'PATHEXT', 'USERPROFILE'];

/**
 * The environment of a renderer: where to find programs and put temporary files, and nothing else of ours.
 * No credentials, no cluster, no plugins; and for programs that would fetch all the same, a proxy nobody listens on.
 * @see https://helm.sh/docs/helm/helm/
 */
export function childEnv(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT) {
    const value = env[name];
    if (value !== undefined) kept[name] = value;
  }
  const nowhere = 'http://127.0.0.1:9';
  return {
    ...kept,
    KUBECONFIG: process.platform === 'win32' ? 'NUL' : '/dev/null',
    HELM_NO_PLUGINS: '1',
    HELM_PLUGINS: '/nonexistent',
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    ALL_PROXY: nowhere,
    NO_PROXY: '',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

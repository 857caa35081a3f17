import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildMerlon, merlon, ROOT } from './run-merlon.ts';

const scripts = new Map<string, string>();
beforeAll(async () => {
  await buildMerlon();
  for (const shell of ['bash', 'zsh', 'fish']) scripts.set(shell, (await merlon(['completion', shell])).out);
}, 120_000);

/** What bash offers for the last of some words, as readline would give them; `files` where it completes files itself. */
function complete(...words: readonly string[]): readonly string[] {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const script = `${scripts.get('bash')}
isFiles=1
compopt() { isFiles=; }
COMP_WORDS=(merlon ${quoted}); COMP_CWORD=${words.length}
_merlon
printf '%s\\n' "\${COMPREPLY[@]}"
[ -n "$isFiles" ] && [ "\${#COMPREPLY[@]}" -eq 0 ] && echo files`;
  const out = execFileSync('bash', ['-c', `${script}; true`], { cwd: ROOT, encoding: 'utf8' });
  return out.split('\n').filter((word) => word !== '');
}

describe('bash', () => {
  it.each([
    [['sc'], ['scan']],
    [
      ['access', ''],
      ['who-can', 'can', 'why', 'review', 'diff', 'least-privilege'],
    ],
    [['rbac', ''], ['print']],
    [
      ['scan', '--output', ''],
      ['terminal', 'json', 'sarif'],
    ],
    [['scan', '-o', 's'], ['sarif']],
    [['scan', '--output', '=', 'j'], ['json']],
    [
      ['scan', '--output', '='],
      ['terminal', 'json', 'sarif'],
    ],
    [
      ['checks', '-o', ''],
      ['table', 'json'],
    ],
    [['access', 'who-can', 'get', 'pods', '--output', 'c'], ['csv']],
    [['access', 'review', '--fail-on', 'h'], ['high']],
    [
      ['rbac', 'print', '--for', ''],
      ['scan', 'resources', 'access'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['scan', '-c', 'privileged-container-'], ['privileged-container-port']],
    [['explain', 'privileged-container-'], ['privileged-container-port']],
    [['checks', '--topic', 'rb'], ['rbac']],
    [['scan', '--kubernetes-version', ''], []],
    [['scan', '--output-file', ''], ['files']],
    [['snapshot', '-o', ''], ['files']],
    [['scan', '-f', 'x'], ['files']],
    [['access', 'diff', ''], ['files']],
    [['scan', ''], ['files']],
    [['version', ''], []],
  ])('%j', (words, wanted) => {
    expect(complete(...words)).toEqual(wanted);
  });

  it('offers the options of the very command, short ones too', () => {
    expect(complete('scan', '-')).toEqual(expect.arrayContaining(['-o', '--output', '--watch', '-h']));
    expect(complete('access', 'why', '-')).toEqual(expect.arrayContaining(['-n', '--group', '--cluster']));
    expect(complete('access', 'why', '-')).not.toContain('--watch');
    expect(complete('--v')).toEqual(['--version']);
  });
});

it('zsh has a function for each command, with what its options take', () => {
  const script = scripts.get('zsh') ?? '';
  execFileSync('bash', ['-n'], { input: script });
  expect(script).toContain('_merlon_access_who_can() {\n  _arguments -S ');
  expect(script).toContain("'*--output=[how to report]:value:(terminal json sarif)'");
  expect(script).toContain("'*-o+[how to print the list]:value:(table json)'");
  expect(script).toContain("'*--output-file=[write to this file]:value:_files'");
  expect(script).toContain('who-can) _merlon_access_who_can ;;');
  expect(script).toMatch(/^_merlon_version\(\) \{$/m);
});

it('fish asks where it is for each command', () => {
  const lines = (scripts.get('fish') ?? '').split('\n');
  expect(lines).toContain(
    "complete -c merlon -n '__merlon_at access' -f -a who-can -d 'subjects that may do something'",
  );
  expect(lines).toContain(
    "complete -c merlon -n '__merlon_at scan' -s o -l output -x -a 'terminal json sarif' -d 'how to report'",
  );
  expect(lines).toContain(
    "complete -c merlon -n '__merlon_at access diff' -l output-file -r -F -d 'write to this file'",
  );
  expect(lines).toContain("complete -c merlon -n '__merlon_at completion' -f -a 'bash zsh fish'");
});

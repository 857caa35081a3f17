import { describe, expect, it } from 'vitest';
import { childEnv } from './child-env.ts';
import { runTool, type ToolRun } from './run-tool.ts';

function node(script: string, limits: Partial<ToolRun> = {}): ToolRun {
  return {
    command: process.execPath,
    args: ['-e', script],
    cwd: '/',
    env: { PATH: process.env['PATH'] },
    timeoutMs: 30_000,
    maxOutputBytes: 10_000,
    ...limits,
  };
}

describe('runTool', () => {
  it('gives back what was printed', async () => {
    expect(await runTool(node('console.log("out"); console.error("err")'))).toEqual({
      state: 'done',
      stdout: 'out\n',
      stderr: 'err',
    });
  });

  it('passes arguments word for word: no shell', async () => {
    const run = { ...node(''), args: ['-e', 'console.log(process.argv[1])', '$(id); *'] };
    expect(await runTool(run)).toMatchObject({ stdout: '$(id); *\n' });
  });

  it('knows a program that is not there from one that fails', async () => {
    expect(await runTool({ ...node(''), command: 'no-such-program-here' })).toEqual({ state: 'missing' });
    expect(await runTool(node('console.error("no such field"); process.exit(3)'))).toEqual({
      state: 'failed',
      detail: 'exit code 3: no such field',
    });
  });

  it('ends a program that takes too long, even when its child holds the pipes', async () => {
    const script =
      'require("child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 20000)"], { stdio: "inherit" }); setTimeout(() => {}, 20000)';
    expect(await runTool(node(script, { timeoutMs: 300 }))).toEqual({
      state: 'failed',
      detail: 'it took longer than 0.3 seconds',
    });
  });

  it('ends a program that prints too much, and keeps only the tail of its complaints', async () => {
    expect(await runTool(node('process.stdout.write("x".repeat(200000))'))).toEqual({
      state: 'failed',
      detail: 'it printed more than 10000 bytes',
    });
    const loud = await runTool(node('console.error("x".repeat(100000) + "last"); process.exit(1)'));
    expect(loud.state === 'failed' && loud.detail.length < 5000 && loud.detail.endsWith('last')).toBe(true);
  });

  it('rejects with the reason when the caller gives up', async () => {
    const controller = new AbortController();
    const run = runTool(node('setTimeout(() => {}, 20000)', { signal: controller.signal }));
    controller.abort(new Error('enough'));
    await expect(run).rejects.toThrow('enough');
  });
});

describe('childEnv', () => {
  it('hands on where programs are and nothing that opens doors', () => {
    const env = childEnv({
      PATH: '/bin',
      HOME: '/h',
      KUBECONFIG: '/h/.kube/config',
      AWS_SECRET_ACCESS_KEY: 'x',
      HTTPS_PROXY: 'http://real',
    });
    expect(env).toMatchObject({ PATH: '/bin', HOME: '/h', KUBECONFIG: '/dev/null', HELM_NO_PLUGINS: '1' });
    expect(env['HTTPS_PROXY']).not.toBe('http://real');
    expect(Object.keys(env)).not.toContain('AWS_SECRET_ACCESS_KEY');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLikeCredential } from './credentials.ts';

// Made up, and put together here so that no scanner of this repository takes them for real ones.
const B = 'abcdefghijklmnopqrstuvwxyz0123456789';
const U = 'ABCDEFGHIJKLMNOP';

describe('looksLikeCredential', () => {
  it.each([
    ['AWS_ACCESS_KEY_ID', `AKIA${U}`, 'an AWS access key id'],
    ['ANY', `ASIA${U}`, 'an AWS access key id'],
    ['ANY', `ghp_${B}`, 'a GitHub token'],
    ['ANY', `github_pat_${B}${B}`, 'a GitHub token'],
    ['ANY', `glpat-${B}`, 'a GitLab token'],
    ['ANY', `xoxb-${B}`, 'a Slack token'],
    ['ANY', `https://hooks.slack.com/services/T${U}/B${U}/${B.slice(0, 24)}`, 'a Slack webhook'],
    ['ANY', `sk_live_${B}`, 'a Stripe key'],
    ['ANY', `AIza${B.slice(0, 35)}`, 'a Google API key'],
    ['ANY', `ya29.${B}`, 'a Google access token'],
    ['ANY', `npm_${B}`, 'an npm token'],
    ['ANY', `pypi-${B}${B}`, 'a PyPI token'],
    ['ANY', `hvs.${B}`, 'a Vault token'],
    ['ANY', `SG.${B.slice(0, 22)}.${B}${B.slice(0, 7)}`, 'a SendGrid key'],
    ['ANY', `dckr_pat_${B}`, 'a Docker Hub token'],
    ['ANY', `sk-${B}`, 'an API key of a language model'],
    ['ANY', `eyJ${B}.eyJ${B}.${B}`, 'a JSON Web Token'],
    ['ANY', '-----BEGIN RSA PRIVATE KEY-----\nabc', 'a private key'],
    ['ANY', '-----BEGIN PRIVATE KEY-----', 'a private key'],
    ['DATABASE_URL', 'postgres://app:hunter2@db:5432/app', 'a URL with a password in it'],
    ['REDIS', 'redis://:hunter2@cache', 'a URL with a password in it'],
    ['ANY', `DefaultEndpointsProtocol=https;AccountKey=${B}${B}==`, 'an Azure storage key'],
    ['ANY', 'Server=db;User Id=sa;Password=hunter2', 'a connection string with a password in it'],
    ['DB_PASSWORD', 'hunter2', 'a value under a name that says password'],
    ['db-password', 'changeme', 'a value under a name that says password'],
    ['dbPassword', 'hunter2', 'a value under a name that says password'],
    ['MYSQL_ROOT_PASSWORD', 'root', 'a value under a name that says password'],
    ['API_KEY', 'abc', 'a value under a name that says api key'],
    ['apiKey', 'abc', 'a value under a name that says api key'],
    ['CLIENT_SECRET', 'abc', 'a value under a name that says client secret'],
    ['SESSION_SECRET', 'abc', 'a value under a name that says secret'],
    ['AUTH_TOKEN', 'abc', 'a value under a name that says token'],
    ['PGPASSWD', 'x', undefined],
    ['PGP_PASSPHRASE', 'x', 'a value under a name that says passphrase'],
  ])('%s=%s', (name, value, reason) => {
    expect(looksLikeCredential(name, value)?.reason).toBe(reason);
  });

  it.each([
    ['DB_PASSWORD', ''],
    ['DB_PASSWORD', '  '],
    ['DB_PASSWORD', '$(OTHER)'],
    ['DB_PASSWORD', '${DB_PASSWORD}'],
    ['DB_PASSWORD', '{{ .Values.password }}'],
    ['DB_PASSWORD', '<password>'],
    ['DB_PASSWORD_FILE', '/run/secrets/db'],
    ['DB_PASSWORD_FILE', 'db.txt'],
    ['DB_PASSWORD', '/run/secrets/db'],
    ['TOKEN_PATH', 'token'],
    ['SECRET_NAME', 'db'],
    ['PASSWORD_MIN_LENGTH', 'eight'],
    ['TOKEN_TTL', '15m'],
    ['TOKEN', '3600'],
    ['TOKEN', '15m'],
    ['SECRETS_ENABLED', 'true'],
    ['USE_TOKEN', 'false'],
    ['TOKEN_URL', 'https://id.example.com/token'],
    ['AUTH_TOKEN', 'https://id.example.com/token'],
    ['SERVER_TOKENS', 'off'],
    ['SECRETARY', 'someone'],
    ['TOKENIZER', 'bert'],
    ['COMPASSWORDS', 'x'],
    ['KEY', 'abc'],
    ['MONKEY', 'abc'],
    ['CACHE_KEY_PREFIX', 'shop'],
    ['DATABASE_URL', 'postgres://db:5432/app'],
    ['DATABASE_URL', 'postgres://app:$(PASSWORD)@db/app'],
    ['DATABASE_URL', 'postgres://app:<password>@db/app'],
    ['EMAIL', 'someone@example.com'],
    ['CONN', 'Server=db;Password=$(PW)'],
    ['IMAGE', 'registry.example.com:5000/app@sha256:abc'],
  ])('not %s=%s', (name, value) => {
    expect(looksLikeCredential(name, value)).toBeUndefined();
  });

  it('answers whatever it is asked, and soon', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, value) => {
        const sign = looksLikeCredential(name, value);
        expect(sign === undefined || sign.reason.length > 0).toBe(true);
      }),
    );
    for (const part of ['a', 'eyJ', 'a:', 'Password=', '://', '-----BEGIN A '])
      expect(looksLikeCredential('X', part.repeat(200_000))?.kind).not.toBe('name');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCredential, looksLikeCredential } from './credentials.ts';

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
    ['ANY', 'xoxb-0123456789', 'a Slack token'],
    ['ANY', 'eyJabcdefghij.eyJabcdefghij.abcdefghij', 'a JSON Web Token'],
    ['ANY', 'a1://:abc@', 'a URL with a password in it'],
    ['ANY', 'pwd=abc', 'a connection string with a password in it'],
    ['ANY', '-xpasswd=abc', 'an option with a password in it'],
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
    ['ANY', '-----BEGIN PGP PRIVATE KEY BLOCK-----', 'a private key'],
    ['ANY', `hf_${B.slice(0, 30)}`, 'a Hugging Face token'],
    ['ANY', `dop_v1_${'0123456789abcdef'.repeat(4)}`, 'a DigitalOcean token'],
    ['ANY', `https://discord.com/api/webhooks/12345/${B.slice(0, 20)}`, 'a Discord webhook'],
    ['ANY', `https://discordapp.com/api/v10/webhooks/123456789/${B}`, 'a Discord webhook'],
    ['ANY', '{"auths":{"r":{"auth":"YTpi"}}}', 'a Docker configuration with a password in it'],
    ['ANY', '{ "auths" : {"r" : {"auth" : "YTpiYw=="}}}', 'a Docker configuration with a password in it'],
    ['ANY', `se=1&sig=${B}%2B%2`, 'an Azure shared access signature'],
    ['ANY', `https://a.example.com/c?sv=2022-11-02&sig=${B}${B}%3D`, 'an Azure shared access signature'],
    ['ANY', 'Basic YTpiY2Rl', 'the value of an Authorization header'],
    ['ANY', 'basic YWRtaW46aHVudGVyMg==', 'the value of an Authorization header'],
    ['ANY', 'Bearer hunter22', 'the value of an Authorization header'],
    ['ANY', 'Bearer authkey-9abc', 'the value of an Authorization header'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'Authorization=Bearer abc123def,x=y', 'the value of an Authorization header'],
    ['HEADERS', '{"Authorization": "Bearer abc123def"}', 'the value of an Authorization header'],
    ['MASTER_KEY', 'abc', 'a value under a name that says master key'],
    ['SESSION_KEY', 'abc', 'a value under a name that says session key'],
    ['BASIC_AUTH', 'user:pass', 'a value under a name that says basic auth'],
    ['BASIC_AUTH_PASSWORD', 'x', 'a value under a name that says password'],
    ['LDAP_BIND_PW', 'x', 'a value under a name that says pw'],
    ['MYSQL_ROOT_PW', 'x', 'a value under a name that says pw'],
    ['PW', 'x', 'a value under a name that says pw'],
    ['PGPASS', 'x', 'a value under a name that says pgpass'],
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
    ['PGPASSWD', 'x', 'a value under a name that says passwd'],
    ['PGPASSWORD', 'x', 'a value under a name that says password'],
    ['DBPASSWORD', 'x', 'a value under a name that says password'],
    ['DB_PASSWORD2', 'x', 'a value under a name that says password'],
    ['ADMIN_PASSWORDS', 'a,b', 'a value under a name that says password'],
    ['APP_SECRETS', 'a,b', 'a value under a name that says secret'],
    ['API_KEYS', 'a,b', 'a value under a name that says api key'],
    ['API_TOKENS', 'a,b', 'a value under a name that says token'],
    ['AWSSecretKey', 'abc', 'a value under a name that says secret key'],
    ['RABBITMQ_DEFAULT_PASS', 'guest', 'a value under a name that says pass'],
    ['MYSQL_PASS', 'root', 'a value under a name that says pass'],
    ['SSHPASS', 'x', 'a value under a name that says sshpass'],
    ['REDISCLI_AUTH', 'x', 'a value under a name that says rediscli auth'],
    ['NEO4J_AUTH', 'neo4j/test', 'a value under a name that says neo4j auth'],
    ['JAVA_OPTS', '-Xmx1g -Djavax.net.ssl.trustStorePassword=changeit', 'an option with a password in it'],
    ['DB_PASSWORD', 'pa$$(ssword)x', 'a value under a name that says password'],
    ['DB_PASSWORD', '$(PREFIX)hunter2', 'a value under a name that says password'],
    ['DB_PASSWORD', '$(USER):hunter2', 'a value under a name that says password'],
    ['PGP_PASSPHRASE', 'x', 'a value under a name that says passphrase'],
  ])('%s=%s', (name, value, reason) => {
    expect(looksLikeCredential(name, value)?.reason).toBe(reason);
    expect(findCredential(name, value)?.reason).toBe(reason);
  });

  it.each([
    ['DB_PASSWORD', ''],
    ['DB_PASSWORD', '  '],
    ['DB_PASSWORD', '$(OTHER)'],
    ['DB_PASSWORD', '$(ONE)-$(TWO)'],
    ['DB_PASSWORD', '${DB_PASSWORD}'],
    ['DB_CREDENTIALS', 'app:$(PASSWORD)'],
    ['AUTH_TOKEN', 'Bearer $(TOKEN)'],
    ['AUTH_TOKEN', '$(ROOT)/run/token'],
    ['HEADER', 'Bearer $(TOKEN)'],
    ['HEADER', 'Bearer ${TOKEN}'],
    ['HEADER', 'Bearer short77'],
    ['HEADER', 'Bearer <your-token>'],
    ['TITLE', 'Bearer authentication'],
    ['TITLE', 'Bearer token-based access'],
    ['TITLE', 'Bearer credentials, please'],
    ['CHALLENGE', 'Bearer realm="https://id.example.com"'],
    ['TITLE', 'Basic authentication'],
    ['TITLE', 'Basic networking'],
    ['TITLE', 'Basic authorization'],
    ['TITLE', `Basic ${btoa('a:\u0001bc')}`],
    ['TITLE', 'Acidbasic YTpiY2Rl'],
    ['HEADER', 'Basic $(AUTH)'],
    ['HEADER', 'Basic YTpiY2R'],
    ['BASIC_AUTH', 'ingress'],
    ['BASIC_AUTH', 'http://proxy:8080'],
    ['BASIC_AUTH', 'admin:$(PW)'],
    ['BASIC_AUTH', 'true'],
    ['PW_CHECK', 'strict'],
    ['PGPASSFILE', 'x'],
    ['ANY', '{"auths":{"r":{"auth":""}}}'],
    ['ANY', '{"auth":"YTpi"}'],
    ['ANY', `sig=${B}%2B%2`],
    ['ANY', 'sv=1&sig=short'],
    ['ANY', `hf_${B.slice(0, 29)}`],
    ['ANY', '-----BEGIN PGP PUBLIC KEY BLOCK-----'],
    ['JAVA_OPTS', '-Djavax.net.ssl.trustStorePassword=$(PW) --password-file=/run/pw'],
    ['PROXY_PASS', 'backend'],
    ['MAX_TOKENS', 'many'],
    ['NEO4J_AUTH', 'none'],
    ['BYPASS', 'localhost'],
    ['AWS_SECRETS_MANAGER_REGION', 'eu-west-1'],
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
    expect(findCredential(name, value)).toBeUndefined();
  });

  it.each([
    ['IMAGE_PULL_SECRET', 'regcred'],
    ['IMAGE_PULL_SECRETS', 'regcred'],
    ['TLS_SECRET', 'my-tls'],
    ['JWT_TOKEN_AUDIENCE', 'api'],
    ['TOKEN_SIGNING_ALG', 'RS256'],
    ['SECRET_BACKEND', 'vault'],
    ['PASSWORD_ENCODER', 'bcrypt'],
    ['OAUTH_TOKEN_SCOPE', 'read'],
    ['SECRET_PROVIDER_CLASS', 'vault-db'],
    ['CREDENTIAL_SOURCE', 'environment'],
    ['tokenTTL2', 'short'],
    ['SECRET_NAMES', 'a,b'],
    ['WATCH_SECRET_NAMESPACES', 'a,b'],
    ['TOKEN_PATHS', 'a,b'],
    ['SECRET_PATHS', 'a,b'],
    ['PASSWORD_POLICIES', 'strict'],
    ['TOKEN_AUDIENCES', 'a,b'],
    ['TOKEN_SCOPES', 'read'],
    ['ACCESS_TOKEN_LIFESPAN', 'short'],
    ['ACCESS_TOKEN_EXPIRES_IN', '1 hour'],
    ['TOKEN_EXPIRES', 'never'],
    ['CSRF_TOKEN_COOKIE', 'csrf'],
    ['PASSWORD_RESET_TEMPLATE', 'reset'],
    ['SECRET_LABEL_SELECTOR', 'app=shop'],
    ['TOKEN_CACHE', 'redis'],
    ['EXISTING_SECRET', 'db'],
    ['DB_PASSWORD_SECRET', 'db-credentials'],
    ['dbCredentialsSecret', 'shop-db-2'],
  ])('masks %s=%s, and makes no finding of it', (name, value) => {
    expect(findCredential(name, value)).toBeUndefined();
    expect(looksLikeCredential(name, value)?.kind).toBe('name');
  });

  it.each([
    ['APP_SECRETS', 'a,b'],
    ['DB_PASSWORD_SECRET', 'hunter2'],
    ['DB_PASSWORD_SECRET', 'xK-9f2a8c1d'],
    ['DB_PASSWORD_SECRET', 'a1b2c3d4-e5f6-7890'],
    ['JWT_SECRET', 'my-secret'],
    ['ACCESS_TOKEN_SECRET', 'my-secret'],
    ['DB_PASSWORD', 'db-credentials'],
    ['SECRET_COOKIE', 'abc'],
    ['DB_PASSWORD_SECRET', 'postgres://app:hunter2@db/app'],
  ])('makes a finding of %s=%s', (name, value) => {
    expect(findCredential(name, value)).toBeDefined();
  });

  it('masks all that a finding is made of', () => {
    const names = ['DB_PASSWORD', 'AWSSecretKey', 'PGPASSWORD', 'TOKEN_SCOPE', 'API_KEYS', 'x'];
    const part = fc.constantFrom('a', '$(', '$$(', 'X)', '${', '}', ':', '/', ' ', '-Dpassword=', '@', '9');
    const value = fc.array(part).map((parts) => parts.join(''));
    const isLeak = (name: string, text: string): boolean =>
      findCredential(name, text) !== undefined && looksLikeCredential(name, text) === undefined;
    expect(() =>
      fc.assert(fc.property(fc.constantFrom(...names), value, (name, text) => !isLeak(name, text))),
    ).not.toThrow();
  });

  it('answers whatever it is asked, and soon', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, value) => {
        const sign = looksLikeCredential(name, value);
        expect(sign === undefined || sign.reason.length > 0).toBe(true);
      }),
    );
    for (const part of [
      'a',
      'eyJ',
      'a:',
      'Password=',
      '://',
      '-----BEGIN A ',
      ' ',
      '=',
      '"auth":',
      '"auth":"a',
      '&sig=',
      '&sig=a',
      '=bearer ',
      '=basic ',
      '=basic a',
      'discord.com/api/',
    ])
      expect(looksLikeCredential('X', part.repeat(200_000))?.kind).not.toBe('name');
  });
});

import { describe, expect, it } from 'vitest';
import { attributesOfHttp, formatAttributes, parseFieldSelector } from './index.ts';

describe('what authorizers see of an HTTP request', () => {
  it.each([
    ['GET', '/api/v1/namespaces/shop/pods', 'list pods in shop'],
    ['GET', '/api/v1/namespaces/shop/pods/web', 'get pods "web" in shop'],
    ['HEAD', '/api/v1/namespaces/shop/pods/web', 'get pods "web" in shop'],
    ['GET', '/api/v1/pods', 'list pods'],
    ['GET', '/api/v1/pods?watch', 'watch pods'],
    ['GET', '/api/v1/pods?watch=true', 'watch pods'],
    ['GET', '/api/v1/pods?watch=False', 'list pods'],
    ['GET', '/api/v1/pods?watch=0', 'list pods'],
    ['GET', '/api/v1/watch/namespaces/shop/pods/web', 'watch pods "web" in shop'],
    ['GET', '/api/v1/watch/pods', 'watch pods'],
    ['POST', '/api/v1/namespaces/shop/pods', 'create pods in shop'],
    ['POST', '/api/v1/namespaces/shop/pods/web/exec', 'create pods/exec "web" in shop'],
    ['GET', '/api/v1/namespaces/shop/pods/web/proxy/deep/path', 'get pods/proxy "web" in shop'],
    ['PUT', '/apis/apps/v1/namespaces/shop/deployments/web/scale', 'update deployments/scale.apps "web" in shop'],
    ['PATCH', '/apis/apps/v1/namespaces/shop/deployments/web', 'patch deployments.apps "web" in shop'],
    ['DELETE', '/api/v1/namespaces/shop/secrets', 'deletecollection secrets in shop'],
    ['DELETE', '/api/v1/namespaces/shop/secrets/db', 'delete secrets "db" in shop'],
    // The Namespace object carries its own name as namespace.
    ['GET', '/api/v1/namespaces/shop', 'get namespaces "shop" in shop'],
    ['PUT', '/api/v1/namespaces/shop/finalize', 'update namespaces/finalize "shop" in shop'],
    ['GET', '/api/v1/namespaces', 'list namespaces'],
    ['POST', '/api/v1/namespaces', 'create namespaces'],
    // A cluster-scoped resource under a namespace is authorized there, before anybody finds that it is not served.
    ['GET', '/api/v1/namespaces/shop/nodes/n1', 'get nodes "n1" in shop'],
    ['GET', '/api/v1/namespaces/shop/pods?fieldSelector=metadata.name%3Dweb', 'list pods "web" in shop'],
    ['GET', '/api/v1/pods?fieldSelector=metadata.name==web,spec.nodeName=n1&watch=1', 'watch pods "web"'],
    ['GET', '/api/v1/pods?fieldSelector=metadata.name!=web', 'list pods'],
    ['GET', '/api/v1/pods?fieldSelector=metadata.name%3Dweb&limit=many', 'list pods'],
    ['GET', '/api/v1/pods?fieldSelector=metadata.name%3D..', 'list pods'],
    // A name by selector does not make a deletion one of a single object, nor a name.
    ['DELETE', '/api/v1/namespaces/shop/pods?fieldSelector=metadata.name%3Dweb', 'deletecollection pods in shop'],
    ['OPTIONS', '/api/v1/namespaces/shop/pods', ' pods in shop'],
    ['GET', '/healthz', 'get /healthz'],
    ['POST', '/metrics/', 'post /metrics/'],
    ['GET', '/api', 'get /api'],
    ['GET', '/api/v1', 'get /api/v1'],
    ['GET', '/apis/apps/v1', 'get /apis/apps/v1'],
    ['GET', '/apis', 'get /apis'],
    ['GET', '/', 'get /'],
  ])('%s %s is %s', (method, uri, wanted) => {
    expect(formatAttributes(attributesOfHttp(method, uri))).toBe(wanted);
  });

  it.each([
    ['a=b', [['a', '=', 'b']]],
    [
      'a==b,c!=d',
      [
        ['a', '=', 'b'],
        ['c', '!=', 'd'],
      ],
    ],
    ['a=b\\,c\\=d\\\\', [['a', '=', 'b,c=d\\']]],
    [',a=,', [['a', '=', '']]],
    ['', []],
    ['a', undefined],
    ['a=b=c', undefined],
    ['a=b\\x', undefined],
    ['a=b\\', undefined],
  ] as const)('reads the field selector %s', (text, wanted) => {
    expect(parseFieldSelector(text)?.map(({ field, operator, value }) => [field, operator, value])).toEqual(wanted);
  });
});

/** Manifests of a Deployment with what it made, a Pod beside it, a role and an empty namespace: enough for lists, owners and differences. */
export const SMALL_CLUSTER = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, uid: u1, labels: {app: web, tier: front}}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-1, namespace: shop, labels: {app: web}, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: u1}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web-1-a, namespace: shop, labels: {app: web}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-1}]}
---
apiVersion: v1
kind: Pod
metadata: {name: lone, namespace: ops}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: admin}
---
apiVersion: v1
kind: Namespace
metadata: {name: empty}
`;

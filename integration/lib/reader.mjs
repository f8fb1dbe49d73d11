import { readKubeconfig } from './cluster.mjs';
import { documents } from './estate.mjs';

const [ROLE] = documents(
  new URL('../../docs/rbac/clusterrole.yaml', import.meta.url),
);

/** Gives the reader the documented ClusterRole, less the resources that are named. */
export async function grant(admin, { without = [] } = {}) {
  await admin.apply({
    ...ROLE,
    rules: ROLE.rules
      .map(rule => ({
        ...rule,
        resources: rule.resources.filter(r => !without.includes(r)),
      }))
      .filter(rule => rule.resources.length > 0),
  });
}

/** The documented ClusterRole, word for word, for the subject that collects. */
export async function bindReader(admin) {
  await grant(admin);
  await admin.apply({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'mesh-test-reader' },
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: ROLE.metadata.name,
    },
    subjects: process.env.KUBECONFIG_READER
      ? [
          {
            kind: 'User',
            name: 'reader',
            apiGroup: 'rbac.authorization.k8s.io',
          },
        ]
      : [{ kind: 'ServiceAccount', name: 'mesh-test', namespace: 'default' }],
  });
  if (process.env.KUBECONFIG_READER) {
    return readKubeconfig(process.env.KUBECONFIG_READER).token;
  }
  await admin.apply({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'mesh-test', namespace: 'default' },
  });
  const { status } = await admin.call(
    'POST',
    '/api/v1/namespaces/default/serviceaccounts/mesh-test/token',
    {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 3600 },
    },
  );
  return status.token;
}

/** Texts of the health page. */
export const healthPageMessages = {
  healthPage: {
    title: 'Mesh health',
    sources: {
      title: 'Sources',
      name: 'Source',
      kind: 'Kind',
      cluster: 'Cluster',
      state: 'State',
      lastSuccess: 'Last read',
      message: 'What it says',
      kubernetes: 'Kubernetes',
      prometheus: 'Prometheus',
      empty:
        'No source yet. Configure clusters for the Kubernetes plugin (kubernetes.clusterLocatorMethods); they are found within a minute.',
      error: 'The sources could not be loaded',
    },
    clusters: {
      title: 'Clusters',
      cluster: 'Cluster',
      meshes: 'Meshes',
      controlPlane: 'Control plane',
      ready: '{{ready}} of {{total}} pods ready',
      notSeen: 'not known',
      dataPlane: 'Proxy versions',
      pods: 'Pods in mesh',
      podCount: '{{meshed}} of {{running}}',
      noMesh: 'no mesh found',
      notRead: 'not known: never read',
      versionPods: '{{version}} ({{pods}} pods)',
      error: 'The clusters could not be loaded',
    },
    unmatched: {
      title: 'Workloads that belong to no service',
      description:
        'They run in a cluster and no catalog entity selects them. Give one the label backstage.io/kubernetes-id with the name of its service, or name the labels it has in the annotation backstage.io/kubernetes-label-selector of the service.',
      workload: 'Workload',
      place: 'Cluster and namespace',
      state: 'In mesh',
      infrastructure: 'mesh infrastructure',
      empty: 'Every workload belongs to a service.',
      error: 'The workloads could not be loaded',
      count: '{{number}} workloads',
      table: 'Unmatched workloads',
    },
    forbidden: {
      title: 'Not for your account',
      description:
        'Sources and clusters take the permission mesh.infrastructure.read. Ask your platform team for it.',
    },
  },
} as const;

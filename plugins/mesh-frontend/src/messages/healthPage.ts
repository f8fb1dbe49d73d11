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
      noneHere: 'none in this cluster',
      dataPlane: 'Proxy versions',
      pods: 'Pods in mesh',
      podCount: '{{meshed}} of {{running}}',
      noMesh: 'no mesh found',
      notRead: 'not known: never read',
      versionPods: '{{version}} ({{pods}} pods)',
      error: 'The clusters could not be loaded',
    },
    details: {
      nothing:
        'Known by its marks on pods, namespaces or Services; its parts and versions are not read.',
      components: 'Parts of the mesh',
      component: 'Part',
      pods: 'Pods',
      injectors: 'Injectors',
      injector: 'Injector',
      revision: 'Revision',
      answers: 'Does it answer?',
      answer: { yes: 'Yes', no: 'No', unknown: 'Not known' },
      policy: 'While it does not answer',
      fail: 'new pods are refused',
      ignore: 'new pods come without a proxy, and nothing says so',
    },
    runway: {
      title: 'Certificates',
      left: 'Left',
      owners: 'Whose services rest on it',
      more: 'and {{number}} more',
    },
    rules: {
      title: 'Alert rules',
      description:
        'Error rates against the objective, control planes, certificates and injection, for the meshes that are installed, as a rule file for Prometheus.',
      recording: 'With recording rules',
      show: 'Show the rules',
      copy: 'Copy the rules',
      error: 'The rules could not be loaded',
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

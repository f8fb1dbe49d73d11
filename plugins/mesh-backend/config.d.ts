import { HumanDuration } from '@backstage/types';

export interface Config {
  /** Meshboard: the state of service meshes per catalog entity. */
  mesh?: {
    /** How often each cluster is read, and how long one reading may take. */
    schedule?: {
      /** Default: 5 minutes. */
      frequency?: HumanDuration | string;
      /** Default: 5 minutes. */
      timeout?: HumanDuration | string;
    };
    /** How long a source's last data stands after it stopped answering. Default: 15 minutes. */
    staleAfter?: HumanDuration | string;
    kubernetes?: {
      /** Names of clusters to read. Default: every cluster that the Kubernetes plugin has. */
      clusters?: string[];
    };
    /** Servers that speak the Prometheus HTTP API. */
    prometheus?: Array<{
      /** Unique; shown on the health page. */
      name: string;
      /** Address of the server. Either this or `service`. */
      baseUrl?: string;
      /** A Service reached through the Kubernetes plugin. */
      service?: {
        cluster: string;
        namespace: string;
        name: string;
        port: number | string;
      };
      /** Clusters that the server holds. Default: all. */
      clusters?: Array<string | { name: string; labelValue?: string }>;
      /** The label that tells clusters apart. */
      clusterLabel?: string;
      /** Label values added to every selector. */
      matchers?: { [label: string]: string };
      /**
       * The server has loaded the recording rules of `/api/mesh/rules/prometheus.yaml?recording=true`:
       * ask for what they kept. What they did not keep is asked for as without them. Default: false.
       */
      recorded?: boolean;
      schedule?: {
        /** Default: 1 minute. */
        frequency?: HumanDuration | string;
      };
      /**
       * Sent with every request.
       * @deepVisibility secret
       */
      headers?: { [name: string]: string };
    }>;
    entities?: {
      /** Catalog filter. Default: `{ kind: component }`. */
      filter?: { [key: string]: string | string[] };
      types?: {
        /** Values of `spec.type` that no mesh applies to. Default: library, documentation. */
        notApplicable?: string[];
      };
      /** How long after its last pod a service keeps its last verdict. Default: 7 days. */
      idleAfter?: HumanDuration | string;
    };
    matching?: {
      /** Labels that also link a workload to the entity of that name. Default: none. */
      labels?: string[];
    };
    governance?: {
      /** Whether `meshboard.io/exempt` exempts by itself. Default: false. */
      exemptByAnnotation?: boolean;
    };
    objectives?: {
      /** Share of requests that should succeed. Default: 0.999. */
      successRate?: number;
      /** Default: 1 hour. */
      window?: HumanDuration | string;
      /** Requests in the window below which health is not judged. Default: 1000. */
      minimumRequests?: number;
    };
    mtls?: {
      /** Window of the observed encrypted share. Default: 1 hour. */
      window?: HumanDuration | string;
      /** How long hourly evidence of encryption is kept. Default: 7 days. */
      enforceEvidence?: HumanDuration | string;
    };
    recommendation?: {
      /** The mesh that the organisation has chosen, for example linkerd. */
      standard?: string;
      /** Services below which no mesh is recommended. Default: 10. */
      minimumServices?: number;
    };
    /** Links to other tools, on every workload that they fit. */
    links?: Array<{
      /** grafana, kiali, jaeger, linkerd-viz, or a word of your own. */
      kind: string;
      title?: string;
      /** Address of the tool, for the kinds that are known. Either this or `url`. */
      baseUrl?: string;
      /** A template with {{cluster}}, {{namespace}}, {{kind}}, {{workload}}, {{entity}}. */
      url?: string;
      /** Default: all. */
      clusters?: string[];
      /** Only workloads in this mesh. */
      mesh?: string;
    }>;
  };
}

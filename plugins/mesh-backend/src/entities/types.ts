/** What Meshboard needs of a catalog entity. */
export interface MeshEntity {
  /** `component:default/payments` */
  ref: string;
  name: string;
  namespace: string;
  title: string;
  type: string | null;
  lifecycle: string | null;
  /** Entity refs. */
  owner: string | null;
  system: string | null;
  domain: string | null;
  /** The owner and its ancestors. */
  ownerRollup: string[];
  annotations: Record<string, string>;
  /** Clusters named by `dependsOn resource:<namespace>/<name>`. */
  dependsOnResources: string[];
}

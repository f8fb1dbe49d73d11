/**
 * Who an authorization policy lets in, or a number of those that the user may not see.
 *
 * @public
 */
export type AllowedCaller =
  | {
      /** In words, for example `service account cart of shop`. */
      who: string;
      /** A mesh identity, where the policy names one whole. */
      identity?: string;
      namespace?: string;
      serviceAccount?: string;
      /** The entity that runs under this identity. */
      entityRef?: string;
      /** What it may call, in words: ports, methods, paths; null: everything. */
      to: string | null;
      /** The policy, by kind, namespace and name. */
      policy: string;
    }
  | { hidden: true; count: number };

/**
 * Which identities may call a service, from its authorization policies.
 *
 * @public
 */
export interface AccessRules {
  /** `named`: only identities that a policy names. `open`: others too. */
  verdict: 'named' | 'open' | 'unknown';
  allowed: AllowedCaller[];
  /** The verdict in a sentence. */
  summary: string;
}

import { Reason } from './reasons';
import { DataPlane, MeshId, RecommendationVerdict } from './words';

/** @public */
export interface RecommendationReason {
  criterion: string;
  /** A mesh, a verdict or an alternative. */
  favours: string;
  weight: number;
  evidence: string;
  origin: 'observed' | 'declared' | 'configured' | 'assumed';
}

/** @public */
export interface Alternative {
  name: string;
  why: string;
}

/** @public */
export interface Recommendation {
  verdict: RecommendationVerdict;
  mesh: MeshId | null;
  dataPlane: DataPlane | null;
  confidence: 'high' | 'medium' | 'low';
  summary: string;
  reasons: RecommendationReason[];
  blockers: Reason[];
  /** When no mesh is the answer. */
  alternatives: Alternative[];
  /** Where clusters differ. */
  perCluster?: {
    cluster: string;
    verdict: RecommendationVerdict;
    mesh: MeshId | null;
    dataPlane: DataPlane | null;
  }[];
}

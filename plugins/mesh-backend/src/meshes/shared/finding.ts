import {
  Fix,
  MeshFinding,
  Severity,
} from '@meshboard/backstage-plugin-mesh-common';

/** A code that findings go by: declared once, and told in docs/findings.md. */
export interface FindingKind {
  /** kebab-case */
  code: string;
  severity: Severity;
  title: string;
  /** What other tools call it: `IST0103`, `KIA0207`, `l5d-…`. */
  seeAlso: string[];
  /** For whoever reads the table of codes. */
  meaning: string;
  /** The objects, fields or metrics that it is seen in. */
  foundBy: string;
}

/** A finding of a kind, with what it was seen in. */
export const finding = (
  kind: FindingKind,
  said: {
    evidence: string;
    /** Where the evidence names what is elsewhere than the workload itself. */
    evidenceWithoutNames?: string;
    fix?: Fix[];
    severity?: Severity;
    title?: string;
  },
): MeshFinding => ({
  code: kind.code,
  severity: said.severity ?? kind.severity,
  title: said.title ?? kind.title,
  evidence: said.evidence,
  ...(said.evidenceWithoutNames
    ? { evidenceWithoutNames: said.evidenceWithoutNames }
    : {}),
  fix: said.fix ?? [],
  seeAlso: kind.seeAlso,
});

import Typography from '@material-ui/core/Typography';
import { EntityMeshStatus } from '@meshboard/backstage-plugin-mesh-common';
import { bySeverity } from '../../lib/status';
import {
  FindingItem,
  NotEvaluatedList,
  Subheading,
  useMeshTranslation,
} from '../shared';
import { ReasonList } from './ReasonList';

/** Findings by severity, and why pods are left out, each with what to type. */
export function WhatToDo({ status }: { status: EntityMeshStatus }) {
  const { t } = useMeshTranslation();
  const findings = bySeverity(status.findings);
  const { reasons } = status.membership;
  return (
    <>
      {findings.length === 0 && reasons.length === 0 && (
        <Typography variant="body2">{t('todo.nothing')}</Typography>
      )}
      {findings.map((finding, index) => (
        <FindingItem
          key={`${finding.code}-${index}`}
          id={`mesh-finding-${index}`}
          finding={finding}
          open={index === 0}
        />
      ))}
      {reasons.length > 0 && (
        <>
          <Subheading>{t('todo.podsOut')}</Subheading>
          <ReasonList reasons={reasons} />
        </>
      )}
      <NotEvaluatedList items={status.notEvaluated ?? []} />
    </>
  );
}

import { Fragment } from 'react';
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

/** What is not in first, then what may not be. */
const GROUPS = ['out', 'unknown', 'any', 'in'] as const;

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
      {GROUPS.map(group => {
        const own = reasons.filter(r => (r.podsAre ?? 'any') === group);
        return own.length > 0 ? (
          <Fragment key={group}>
            <Subheading>{t(`todo.podsAre.${group}`)}</Subheading>
            <ReasonList reasons={own} />
          </Fragment>
        ) : null;
      })}
      <NotEvaluatedList items={status.notEvaluated ?? []} />
    </>
  );
}

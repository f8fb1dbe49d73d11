import Accordion from '@material-ui/core/Accordion';
import AccordionDetails from '@material-ui/core/AccordionDetails';
import AccordionSummary from '@material-ui/core/AccordionSummary';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import {
  EntityMeshStatus,
  Finding,
} from '@meshboard/backstage-plugin-mesh-common';
import { bySeverity } from '../../lib/status';
import { FixList, SeverityText, useMeshTranslation } from '../shared';
import { ReasonList } from './ReasonList';

const useStyles = makeStyles({
  details: { display: 'block', overflowWrap: 'anywhere' },
});

function FindingItem({ finding, index }: { finding: Finding; index: number }) {
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const id = `mesh-finding-${index}`;
  return (
    <Accordion defaultExpanded={index === 0} variant="outlined">
      <AccordionSummary
        expandIcon={<ExpandMoreIcon />}
        id={id}
        aria-controls={`${id}-details`}
      >
        <Typography variant="body2" component="span">
          <SeverityText severity={finding.severity}>
            {finding.title}
          </SeverityText>
        </Typography>
      </AccordionSummary>
      <AccordionDetails id={`${id}-details`} className={classes.details}>
        <Typography variant="body2">{finding.evidence}</Typography>
        {finding.workloads.length > 0 && (
          <Typography variant="body2" color="textSecondary">
            {t('todo.workloads')}: {finding.workloads.join(', ')}
          </Typography>
        )}
        {finding.seeAlso.length > 0 && (
          <Typography variant="body2" color="textSecondary">
            {t('todo.seeAlso')}: {finding.seeAlso.join(', ')}
          </Typography>
        )}
        <FixList fixes={finding.fix} />
      </AccordionDetails>
    </Accordion>
  );
}

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
          finding={finding}
          index={index}
        />
      ))}
      {reasons.length > 0 && (
        <>
          <Typography variant="subtitle1" component="h3">
            {t('todo.podsOut')}
          </Typography>
          <ReasonList reasons={reasons} />
        </>
      )}
      {!!status.notEvaluated?.length && (
        <>
          <Typography variant="subtitle1" component="h3">
            {t('notChecked.title')}
          </Typography>
          <ul>
            {status.notEvaluated.map(item => (
              <li key={`${item.code} ${item.because}`}>
                <Typography variant="body2">
                  {t('notChecked.item', item)}
                </Typography>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

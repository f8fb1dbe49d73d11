import Accordion from '@material-ui/core/Accordion';
import AccordionDetails from '@material-ui/core/AccordionDetails';
import AccordionSummary from '@material-ui/core/AccordionSummary';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import { Finding, MeshFinding } from '@meshboard/backstage-plugin-mesh-common';
import { FixList } from './FixList';
import { SeverityText } from './SeverityText';
import { useMeshTranslation } from './useMeshTranslation';

const useStyles = makeStyles({
  details: { display: 'block', overflowWrap: 'anywhere' },
});

/** A finding that opens to its evidence and to what to type. */
export function FindingItem(props: {
  /** Unique on the page. */
  id: string;
  finding: MeshFinding & Partial<Pick<Finding, 'workloads'>>;
  open?: boolean;
}) {
  const { id, finding, open } = props;
  const { workloads = [], seeAlso } = finding;
  const classes = useStyles();
  const { t } = useMeshTranslation();
  return (
    <Accordion defaultExpanded={open} variant="outlined">
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
        {workloads.length > 0 && (
          <Typography variant="body2" color="textSecondary">
            {t('todo.workloads')}: {workloads.join(', ')}
          </Typography>
        )}
        {seeAlso.length > 0 && (
          <Typography variant="body2" color="textSecondary">
            {t('todo.seeAlso')}: {seeAlso.join(', ')}
          </Typography>
        )}
        <FixList fixes={finding.fix} />
      </AccordionDetails>
    </Accordion>
  );
}

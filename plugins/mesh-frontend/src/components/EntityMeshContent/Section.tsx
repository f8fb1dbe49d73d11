import IconButton from '@material-ui/core/IconButton';
import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import LinkIcon from '@material-ui/icons/Link';
import { ReactNode } from 'react';
import { useMeshTranslation } from '../shared';

const useStyles = makeStyles((theme: Theme) => ({
  root: {
    padding: theme.spacing(2),
    marginBottom: theme.spacing(2),
    scrollMarginTop: theme.spacing(8),
  },
  heading: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
  },
}));

/** Sections of the tab, each its own anchor. */
export const SECTIONS = {
  verdict: 'mesh-verdict',
  whatToDo: 'mesh-what-to-do',
  workloads: 'mesh-workloads',
  mtls: 'mesh-mtls',
  access: 'mesh-access',
  edges: 'mesh-edges',
  signals: 'mesh-signals',
  features: 'mesh-features',
  compliance: 'mesh-compliance',
  certificates: 'mesh-certificates',
  recommendation: 'mesh-recommendation',
  sources: 'mesh-sources',
} as const;

/** One section with its heading and a link to itself. */
export function Section(props: {
  section: keyof typeof SECTIONS;
  children: ReactNode;
}) {
  const { section, children } = props;
  const id = SECTIONS[section];
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const title = t(`tab.sections.${section}`);
  return (
    <Paper
      component="section"
      id={id}
      aria-labelledby={`${id}-title`}
      className={classes.root}
    >
      <div className={classes.heading}>
        <Typography variant="h6" component="h2" id={`${id}-title`}>
          {title}
        </Typography>
        <IconButton
          size="small"
          href={`#${id}`}
          aria-label={`${t('tab.anchor')}: ${title}`}
        >
          <LinkIcon fontSize="small" />
        </IconButton>
      </div>
      {children}
    </Paper>
  );
}

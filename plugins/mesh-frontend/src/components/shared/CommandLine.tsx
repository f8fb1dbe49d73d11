import { CopyTextButton } from '@backstage/core-components';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { useMeshTranslation } from './useMeshTranslation';

const useStyles = makeStyles((theme: Theme) => ({
  root: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    maxWidth: '100%',
    color: theme.palette.text.primary,
    background: theme.palette.background.default,
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    paddingLeft: theme.spacing(1),
    margin: theme.spacing(0.5, 0),
  },
  block: { alignItems: 'flex-start' },
  text: {
    flex: 1,
    minWidth: 0,
    margin: 0,
    fontFamily: 'monospace',
    fontSize: theme.typography.body2.fontSize,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
}));

/** Something to type or apply, with a button that copies it. */
export function CommandLine(props: {
  text: string;
  /** Several lines to apply, rather than one to type. */
  block?: boolean;
  copyLabel?: string;
}) {
  const { text, block } = props;
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const label = props.copyLabel ?? t(block ? 'copy.manifest' : 'copy.command');
  return (
    <div className={block ? `${classes.root} ${classes.block}` : classes.root}>
      <pre className={classes.text}>
        <code>{text}</code>
      </pre>
      <CopyTextButton
        text={text}
        tooltipText={t('copy.copied')}
        aria-label={label}
        variant="tertiary"
      />
    </div>
  );
}

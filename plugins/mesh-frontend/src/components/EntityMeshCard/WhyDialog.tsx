import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import Typography from '@material-ui/core/Typography';
import { Recommendation } from '@meshboard/backstage-plugin-mesh-common';
import { useState } from 'react';
import { ReasonsTable, useMeshTranslation } from '../shared';

/** A button that opens the weighed reasons. */
export function WhyDialog(props: { recommendation: Recommendation }) {
  const { recommendation } = props;
  const [open, setOpen] = useState(false);
  const { t } = useMeshTranslation();
  return (
    <>
      <Button size="small" variant="outlined" onClick={() => setOpen(true)}>
        {t('recommendation.why')}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        maxWidth="md"
        fullWidth
        aria-labelledby="mesh-why-title"
      >
        <DialogTitle id="mesh-why-title">
          {t('recommendation.whyTitle')}
        </DialogTitle>
        <DialogContent>
          <Typography paragraph>{recommendation.summary}</Typography>
          <ReasonsTable reasons={recommendation.reasons} />
          {recommendation.alternatives.map(({ name, why }) => (
            <Typography key={name} variant="body2">
              <strong>{name}</strong>: {why}
            </Typography>
          ))}
        </DialogContent>
        <DialogActions>
          <Button onClick={() => setOpen(false)}>
            {t('recommendation.close')}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}

"""Pure judgements of the appraisal: values in, ruling out, with the article it rests on."""

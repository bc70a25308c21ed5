"""Pure judgements of the sale: values in, ruling out, with the article it rests on."""

"""THE RECORD: every fact once, in the transaction of the rows it explains."""

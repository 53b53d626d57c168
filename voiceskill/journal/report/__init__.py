"""The report for a visit to the doctor: one page of HTML that needs nothing else."""

"""What leaves the house for other programs: shapes of claims and their evidence. Read only; no HTTP here."""

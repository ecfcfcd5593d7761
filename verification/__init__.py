"""The judgement: what the record adds up to, as suggested by the machine and decided by people."""

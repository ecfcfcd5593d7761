"""The judgement's door for programs: claims, evidence and flags. What happens lives in the services."""

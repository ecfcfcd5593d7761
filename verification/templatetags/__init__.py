"""Template tags of the judgement's panels."""

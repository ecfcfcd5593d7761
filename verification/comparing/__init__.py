"""A later statement against an earlier claim: the relation, the rule and the reason. Pure."""

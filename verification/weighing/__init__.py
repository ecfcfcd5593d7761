"""Sources, independence, support: closed-form arithmetic on frozen data. Pure."""

"""Says why: the sentences behind what was done, and how every step stands that was not."""

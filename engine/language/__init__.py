"""From the bytes of rule files to a checked rulebook, or to problems that say what to mend."""

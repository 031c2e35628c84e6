"""`make bench`: how fast guanxi is. Ratios to a baseline of the same run, medians of alternated repetitions."""

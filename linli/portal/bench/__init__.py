"""What things cost, measured at the size of a city: as ratios within one run, against the limit and against peers."""

"""Settings of rehearsals. Named as those for development are, for `linli serve` asks less of them."""

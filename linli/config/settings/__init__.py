"""base is what all have in common; dev, test and prod say what differs."""

"""What can be said of two lists of places without asking anybody: pure, no database, no clock."""

"""What a real installation may not start with."""

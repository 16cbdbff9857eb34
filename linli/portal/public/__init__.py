"""What a community shows to everybody: written down ahead by the queue, read without an account."""

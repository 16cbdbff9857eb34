"""Linli 邻里: records, the figures over them, and the documents that quote the figures."""

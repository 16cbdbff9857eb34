"""What a form made by somebody else asks: its shape, what its columns are called and hold, and which known facts they are.

Pure: from what `kernel.exchange.workbooks.sketching` tells of a file. Law on what may be asked is in `requests`.
"""

# An election is of the same kind as the committee that it elects; the codes are stated once, there.
from linli.domains.committees.enums import Kind

__all__ = ["Kind"]

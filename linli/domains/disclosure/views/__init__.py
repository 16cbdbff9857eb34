"""The pages of disclosure: the board of what is owed, an item, a posting, a question, a card, and one deed on any of them."""

from linli.domains.disclosure.views.boards import adopt, board
from linli.domains.disclosure.views.deeds import do
from linli.domains.disclosure.views.posters import poster
from linli.domains.disclosure.views.records import item_detail, posting, power_detail, question, run
from linli.domains.disclosure.views.reveals import reveal

__all__ = ["adopt", "board", "do", "item_detail", "poster", "posting", "power_detail", "question", "reveal", "run"]

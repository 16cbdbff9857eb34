from linli.domains.correspondence.views.files import citation_trace, letter_docx, letter_pdf
from linli.domains.correspondence.views.picker import figure_pick, figure_search
from linli.domains.correspondence.views.workbench import letter_act, letter_detail, letter_list, letter_preview

__all__ = [
    "citation_trace",
    "figure_pick",
    "figure_search",
    "letter_act",
    "letter_detail",
    "letter_docx",
    "letter_list",
    "letter_pdf",
    "letter_preview",
]

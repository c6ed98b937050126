"""Paper: tagged PDF (PDF/UA-1) by typst, from plain data. Why typst: docs/decisions/0008-typst-for-paper.md.

    pdf = paper("certificate", Certificate(head=letterhead(city), person=…, what=…, number=…, issued_on=…), "pl")
    return pdf_response(pdf, "certificate-17.pdf")

The classes below are everything a paper can say. Texts are plain texts: nothing in them is ever read as markup.
Dates and decimals are written in the language of the paper.
"""

from .data import (
    Application,
    Article,
    AttendanceRow,
    AttendanceSheet,
    Bullets,
    Certificate,
    Column,
    ConsentForm,
    Contract,
    Evidence,
    FinalReport,
    Letterhead,
    Minutes,
    MinutesPoint,
    Paragraph,
    Picture,
    Poster,
    Section,
    Signed,
    SignPlate,
    SignWords,
    SupportSheet,
    Table,
    TablePaper,
)
from .heads import letterhead
from .making import PictureError, paper, pdf_response

__all__ = [
    "Application",
    "Article",
    "AttendanceRow",
    "AttendanceSheet",
    "Bullets",
    "Certificate",
    "Column",
    "ConsentForm",
    "Contract",
    "Evidence",
    "FinalReport",
    "Letterhead",
    "Minutes",
    "MinutesPoint",
    "Paragraph",
    "Picture",
    "PictureError",
    "Poster",
    "Section",
    "SignPlate",
    "SignWords",
    "Signed",
    "SupportSheet",
    "Table",
    "TablePaper",
    "letterhead",
    "paper",
    "pdf_response",
]

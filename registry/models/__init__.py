"""Rows of the registry: courts, cases, parties, assets, agencies, draws."""

from registry.models.agency import Agency
from registry.models.asset import Asset
from registry.models.case import Court, CourtCase, Party
from registry.models.draw import Draw, DrawCandidate, DrawString

__all__ = [
    "Agency",
    "Asset",
    "Court",
    "CourtCase",
    "Draw",
    "DrawCandidate",
    "DrawString",
    "Party",
]

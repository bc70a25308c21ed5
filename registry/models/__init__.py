"""Rows of the registry: courts, cases, parties, assets, agencies, draws."""

from registry.models.agency import Agency
from registry.models.application import Application, LicenceReminder
from registry.models.asset import Asset
from registry.models.case import Court, CourtCase, Party
from registry.models.decision import StandingDecision
from registry.models.draw import Draw, DrawCandidate, DrawFigures, DrawString, ListObjection
from registry.models.encumbrance import Encumbrance
from registry.models.evidence import Evidence, EvidenceAnnulment
from registry.models.listing import ListImport, ListImportRow
from registry.models.negotiation import Negotiation, Proposal
from registry.models.policy import DrawPolicy
from registry.models.practitioner import Practitioner
from registry.models.professional_review import ProfessionalReview
from registry.models.rating import Rating, RatingRound
from registry.models.relation import AgencyRelation, CasePerson
from registry.models.score import Score, ScoreRun, ScoreRunStep
from registry.models.score_objection import ScoreObjection

__all__ = [
    "Agency",
    "AgencyRelation",
    "Application",
    "Asset",
    "CasePerson",
    "Court",
    "CourtCase",
    "Draw",
    "DrawCandidate",
    "DrawFigures",
    "DrawPolicy",
    "DrawString",
    "Encumbrance",
    "Evidence",
    "EvidenceAnnulment",
    "LicenceReminder",
    "ListImport",
    "ListImportRow",
    "ListObjection",
    "Negotiation",
    "Party",
    "Practitioner",
    "ProfessionalReview",
    "Proposal",
    "Rating",
    "RatingRound",
    "Score",
    "ScoreObjection",
    "ScoreRun",
    "ScoreRunStep",
    "StandingDecision",
]

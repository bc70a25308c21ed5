"""Rows of the registry: courts, cases, parties, assets, agencies, draws."""

from registry.models.agency import Agency
from registry.models.application import Application, LicenceReminder
from registry.models.asset import Asset
from registry.models.case import Court, CourtCase, Party
from registry.models.decision import StandingDecision
from registry.models.draw import Draw, DrawCandidate, DrawString
from registry.models.evidence import Evidence, EvidenceAnnulment
from registry.models.score import Score, ScoreRun, ScoreRunEnd
from registry.models.policy import DrawPolicy
from registry.models.practitioner import Practitioner
from registry.models.relation import AgencyRelation, CasePerson

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
    "DrawPolicy",
    "DrawString",
    "Evidence",
    "EvidenceAnnulment",
    "LicenceReminder",
    "Party",
    "Score",
    "ScoreRun",
    "ScoreRunEnd",
    "Practitioner",
    "StandingDecision",
]

"""The lawful situations and moves. Nothing else in the product says what may happen next."""

from state_machines.base import ClockEffect
from state_machines.config_draft import CONFIG_DRAFT, DraftLeaf
from state_machines.consultation import CONSULTATION, SILENCE, ConsultationLeaf, Silence
from state_machines.duty import (
    ANNUAL_REPORT,
    CALENDAR_NOTICE,
    DUTIES,
    REASSESSMENT,
    NoticeLeaf,
    ReassessmentLeaf,
    ReportLeaf,
)
from state_machines.intake import INTAKE, IntakeLeaf
from state_machines.proactive import PROACTIVE, ProactiveLeaf
from state_machines.remedy import REMEDY, RemedyLeaf
from state_machines.request import REQUEST
from state_machines.request_states import Leaf, Phase
from state_machines.secrecy_review import SECRECY_REVIEW, SecrecyLeaf
from state_machines.supervision import SUPERVISION, SupervisionLeaf
from state_machines.table import Arm, StateInfo, Table

__all__ = [
    "ANNUAL_REPORT",
    "CALENDAR_NOTICE",
    "CONFIG_DRAFT",
    "CONSULTATION",
    "DUTIES",
    "INTAKE",
    "PROACTIVE",
    "REASSESSMENT",
    "REMEDY",
    "REQUEST",
    "SECRECY_REVIEW",
    "SILENCE",
    "SUPERVISION",
    "Arm",
    "ClockEffect",
    "ConsultationLeaf",
    "DraftLeaf",
    "IntakeLeaf",
    "Leaf",
    "NoticeLeaf",
    "Phase",
    "ProactiveLeaf",
    "ReassessmentLeaf",
    "RemedyLeaf",
    "ReportLeaf",
    "SecrecyLeaf",
    "Silence",
    "StateInfo",
    "SupervisionLeaf",
    "Table",
]

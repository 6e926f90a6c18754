"""Every table, by name. Each module holds the tables of one part of the product."""

from disclosure.store.tables.access import (
    api_tokens,
    attempts,
    credentials,
    follow_codes,
    follow_failures,
    saved_views,
    sessions,
    sightings,
    sign_in_failures,
)
from disclosure.store.tables.base import BigId, metadata
from disclosure.store.tables.book import (
    applicants,
    chain,
    config_versions,
    consultations,
    counters,
    deadlines,
    escalations,
    flow_runs,
    grants,
    history,
    leases,
    remedies,
    request_grams,
    requests,
    reviews,
    users,
)
from disclosure.store.tables.configuration import config_differences, config_drafts
from disclosure.store.tables.contents import contents, documents, findings, refused_files, secrecy_reviews
from disclosure.store.tables.dossiers import dossier_columns, dossier_steps
from disclosure.store.tables.duties import annual_reports, calendar_notices, reassessments, withholdings
from disclosure.store.tables.intake import intake_items
from disclosure.store.tables.notices import absences, addresses, notices, outbox, supervision_orders
from disclosure.store.tables.proactive import candidate_requests, candidates, catalogue, request_demand
from disclosure.store.tables.report import report_inputs
from disclosure.store.tables.staff import staff_book, staff_changes

__all__ = [
    "BigId",
    "absences",
    "addresses",
    "annual_reports",
    "api_tokens",
    "applicants",
    "attempts",
    "calendar_notices",
    "candidate_requests",
    "candidates",
    "catalogue",
    "chain",
    "config_differences",
    "config_drafts",
    "config_versions",
    "consultations",
    "contents",
    "counters",
    "credentials",
    "deadlines",
    "documents",
    "dossier_columns",
    "dossier_steps",
    "escalations",
    "findings",
    "flow_runs",
    "follow_codes",
    "follow_failures",
    "grants",
    "history",
    "intake_items",
    "leases",
    "metadata",
    "notices",
    "outbox",
    "reassessments",
    "refused_files",
    "remedies",
    "report_inputs",
    "request_demand",
    "request_grams",
    "requests",
    "reviews",
    "saved_views",
    "secrecy_reviews",
    "sessions",
    "sightings",
    "sign_in_failures",
    "staff_book",
    "staff_changes",
    "supervision_orders",
    "users",
    "withholdings",
]
